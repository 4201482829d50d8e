using System.Buffers;
using Microsoft.Extensions.Options;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Client;
using RealtimeCluster.Contracts.Diagnostics;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Gateway.Connections;
using RealtimeCluster.Gateway.Environments;
using RealtimeCluster.Gateway.Rules;
using RealtimeCluster.Gateway.Uplink;
using RealtimeCluster.SocketIO.EngineIO;
using RealtimeCluster.SocketIO.Namespaces;

namespace RealtimeCluster.Gateway.Events;

/// <summary>Handles the verbs of servers: connections that showed a server token. They belong to no environment and name one in each event.</summary>
internal sealed class ServerEvents(UplinkRegistry uplinks, MemberQuery members, EventRefusals refusals, EnvironmentRegistry environments, IOptions<PacketLimitsOptions> limits, PublishTracing tracing, TimeProvider time)
{
    /// <summary><c>send_message {envId, channelName, eventName, message}</c>.</summary>
    public ValueTask SendAsync(Connection connection, ReceivedEvent received)
    {
        if (!TryRead(received, out var arguments, out var environment))
        {
            return RefusePayloadAsync(connection, received);
        }

        return ChannelToken.TryRead(arguments.ChannelName, out var channel)
            ? PublishAsync(connection, received, arguments, ChannelKey.ForChannel(environment, channel))
            : refusals.RefuseAsync(connection, received, "invalid_channel", "The channel must be a text.");
    }

    /// <summary><c>broadcast_message {envId, eventName, message}</c>.</summary>
    public ValueTask BroadcastAsync(Connection connection, ReceivedEvent received) =>
        TryRead(received, out var arguments, out var environment)
            ? PublishAsync(connection, received, arguments, ChannelKey.ForBroadcast(environment))
            : RefusePayloadAsync(connection, received);

    /// <summary><c>user_event {envId, userId, eventName, session, user}</c>: its receivers get three arguments.</summary>
    public ValueTask SendToUserAsync(Connection connection, ReceivedEvent received)
    {
        if (!TryRead(received, out var arguments, out var environment) || !ChannelToken.TryRead(arguments.UserId, out var userId))
        {
            return RefusePayloadAsync(connection, received);
        }

        if (EventNameToken.Check(arguments.EventName, int.MaxValue - 2, protectOwn: false) is { } code)
        {
            return refusals.RefuseAsync(connection, received, code, "This name cannot be used for an event.");
        }

        var list = new ArrayBufferWriter<byte>(256);
        list.Write("["u8);
        list.Write(arguments.EventName);
        list.Write(","u8);
        list.Write(arguments.Session.IsEmpty ? "null"u8 : arguments.Session);
        list.Write(","u8);
        list.Write(arguments.User.IsEmpty ? "null"u8 : arguments.User);
        list.Write("]"u8);
        if (!Placeholders.TryExtract(list.WrittenSpan, received.Attachments, out var payload))
        {
            return RefusePayloadAsync(connection, received);
        }

        return EnqueueAsync(connection, received, new ChannelKey(ChannelKind.User, environment, userId), new ChannelCommand
        {
            Kind = ChannelCommandKind.Publish,
            EventName = arguments.EventName.ToArray(),
            Payload = new Payload(payload.Json[1..^1], payload.Attachments),
            PayloadIsArguments = true,
            PublishedAt = PublishTime.Now(time),
        });
    }

    /// <summary>
    /// <c>get_members {envId, channel, position?}</c>, answered in its acknowledgement; without one it means nothing. The answer is the list,
    /// with <c>position</c> the list and the place in the channel's log at which it is exact.
    /// </summary>
    public ValueTask GetMembersAsync(Connection connection, ReceivedEvent received)
    {
        if (!TryRead(received, out var arguments, out var environment))
        {
            return RefusePayloadAsync(connection, received);
        }

        if (!ChannelToken.TryRead(arguments.Channel, out var channel))
        {
            return refusals.RefuseAsync(connection, received, "invalid_channel", "The channel must be a text.");
        }

        if (environments.Current.Find(environment)?.Pause is { } pause)
        {
            return refusals.RefuseAsync(connection, received, pause.Code, pause.Message);
        }

        return received.AckId is { } ackId
            ? AnswerMembersAsync(connection, received, ackId, ChannelKey.ForChannel(environment, channel), JsTruth.IsTruthy(arguments.Position))
            : ValueTask.CompletedTask;
    }

    private static bool TryRead(ReceivedEvent received, out EventArguments arguments, out string environment)
    {
        environment = string.Empty;
        var json = received.Arguments.Count > 0 ? received.Arguments[0].Span : default;
        if (!EventArguments.TryRead(json, out arguments) || !ChannelToken.TryRead(arguments.Environment, out var canonical))
        {
            return false;
        }

        environment = ChannelName.ToText(canonical);
        return environment.Length > 0;
    }

    private ValueTask PublishAsync(Connection connection, ReceivedEvent received, EventArguments arguments, ChannelKey key)
    {
        if (EventNameToken.Check(arguments.EventName, int.MaxValue - 2, protectOwn: false) is { } code)
        {
            return refusals.RefuseAsync(connection, received, code, "This name cannot be used for an event.");
        }

        Payload? payload = null;
        return arguments.Message.IsEmpty || Placeholders.TryExtract(arguments.Message, received.Attachments, out payload)
            ? EnqueueAsync(connection, received, key, new ChannelCommand
            {
                Kind = ChannelCommandKind.Publish,
                EventName = arguments.EventName.ToArray(),
                Payload = payload,
                PublishedAt = PublishTime.Now(time),
            })
            : RefusePayloadAsync(connection, received);
    }

    private ValueTask EnqueueAsync(Connection connection, ReceivedEvent received, ChannelKey key, ChannelCommand command)
    {
        if (environments.Current.Find(key.Environment)?.Pause is { } pause)
        {
            return refusals.RefuseAsync(connection, received, pause.Code, pause.Message);
        }

        var span = tracing.Begin("master");
        var onAnswered = connection.WhenApplied(received.AckId);
        var enqueuing = uplinks.EnqueueAsync(
            key,
            command.WithTrace(TraceContext.Of(span)),
            span is null ? onAnswered : PublishTracing.EndWith(span, onAnswered),
            connection.Closed,
            connection);
        return PublishTracing.EndIfGivenUp(enqueuing, span);
    }

    private async ValueTask AnswerMembersAsync(Connection connection, ReceivedEvent received, long ackId, ChannelKey key, bool wantsPosition)
    {
        try
        {
            var list = await members.GetAsync(key, connection.Closed);
            if (MemberListEncoder.EncodeWithin(list, limits.Value) is not (var json, var attachments))
            {
                // Client libraries disconnect when a packet is larger than they take, and would ask again and again.
                await refusals.RefuseAsync(
                    connection, received, "payload_too_large", "The list is larger than a packet may be. The server API has it in pages.", key.Name);
                return;
            }

            connection.AcknowledgeWith(ackId, wantsPosition ? MemberListEncoder.WithPosition(json, list.Position) : json, attachments);
        }
        catch (Exception exception) when (exception is TimeoutException or RealtimeUnavailableException)
        {
            await refusals.RefuseAsync(connection, received, "get_channel_members_error", "The members could not be read.", key.Name);
        }
    }

    private ValueTask RefusePayloadAsync(Connection connection, ReceivedEvent received) =>
        refusals.RefuseAsync(connection, received, "invalid_payload", "The payload is not what this event takes.");
}
