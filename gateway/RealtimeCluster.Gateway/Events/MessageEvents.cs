using System.Text;
using Microsoft.Extensions.Options;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Diagnostics;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Gateway.Connections;
using RealtimeCluster.Gateway.Environments;
using RealtimeCluster.Gateway.Limits;
using RealtimeCluster.Gateway.Rules;
using RealtimeCluster.Gateway.Uplink;
using RealtimeCluster.SocketIO.Namespaces;

namespace RealtimeCluster.Gateway.Events;

/// <summary>
/// Handles <c>message {channel?, eventName, message?, echo?, messageId?}</c>: to a channel, which needs no membership, or without one to the
/// whole environment.
/// </summary>
internal sealed class MessageEvents(
    UplinkRegistry uplinks,
    EventRefusals refusals,
    IOptionsMonitor<LimitsOptions> limits,
    EnvironmentRegistry environments,
    PublishTracing tracing,
    TimeProvider time)
{
    public ValueTask SendAsync(Connection connection, ConnectionGrant grant, ReceivedEvent received)
    {
        var json = received.Arguments.Count > 0 ? received.Arguments[0].Span : default;
        if (!EventArguments.TryRead(json, out var arguments))
        {
            return refusals.RefuseAsync(connection, received, "invalid_payload", "The payload must be an object.");
        }

        var bounds = limits.CurrentValue;
        var key = ChannelKey.ForBroadcast(grant.Environment);
        if (JsTruth.IsTruthy(arguments.Channel))
        {
            if (!ChannelToken.TryRead(arguments.Channel, out var channel))
            {
                return refusals.RefuseAsync(connection, received, "invalid_channel", "The channel must be a text.");
            }

            if (Encoding.UTF8.GetByteCount(channel) > bounds.MaxChannelNameBytes)
            {
                return refusals.RefuseAsync(connection, received, "channel_too_long", "The channel's name is too long.");
            }

            key = ChannelKey.ForChannel(grant.Environment, channel);
        }

        if (EventNameToken.Check(arguments.EventName, bounds.MaxEventNameBytes, environments.Current.ProtectEventNames) is { } code)
        {
            return refusals.RefuseAsync(connection, received, code, "This name cannot be used for an event.", NameOf(key));
        }

        if (!DeduplicationKeys.TryMake(connection, arguments.MessageId, received, out var deduplicationKey))
        {
            return refusals.RefuseAsync(connection, received, "invalid_message_id", "The message id must be a number or a text of 1 to 128 bytes.", NameOf(key));
        }

        Payload? payload = null;
        if (!arguments.Message.IsEmpty && !Placeholders.TryExtract(arguments.Message, received.Attachments, out payload))
        {
            return refusals.RefuseAsync(connection, received, "invalid_payload", "The payload refers to an attachment it does not have.", NameOf(key));
        }

        var command = new ChannelCommand
        {
            Kind = ChannelCommandKind.Publish,
            ConnectionId = connection.Id,
            Echo = EchoRule.Applies(arguments.Echo, grant.EchoMessages),
            EventName = arguments.EventName.ToArray(),
            Payload = payload,
            DeduplicationKey = deduplicationKey,
            PublishedAt = PublishTime.Now(time),
            Generation = connection.Generation,
        };
        var span = tracing.Begin("client");
        var onAnswered = connection.WhenApplied(received.AckId);
        var enqueuing = uplinks.EnqueueAsync(
            key,
            command.WithTrace(TraceContext.Of(span)),
            span is null ? onAnswered : PublishTracing.EndWith(span, onAnswered),
            connection.Closed,
            connection);
        return PublishTracing.EndIfGivenUp(enqueuing, span);
    }

    private static string? NameOf(ChannelKey key) => key.Kind == ChannelKind.Channel ? key.Name : null;
}
