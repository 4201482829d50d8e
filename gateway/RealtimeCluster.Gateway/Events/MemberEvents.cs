using System.Text;
using Microsoft.Extensions.Options;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Gateway.Connections;
using RealtimeCluster.Gateway.Environments;
using RealtimeCluster.Gateway.Limits;
using RealtimeCluster.Gateway.Messages;
using RealtimeCluster.Gateway.Recovery;
using RealtimeCluster.Gateway.Rules;
using RealtimeCluster.Gateway.Uplink;
using RealtimeCluster.SocketIO.Namespaces;

namespace RealtimeCluster.Gateway.Events;

/// <summary>Handles <c>join {channel, echo?, rewind?}</c>, <c>leave {channel, echo?}</c> and <c>update {data, echo?}</c>.</summary>
/// <remarks>Whether a join or leave means anything is decided here, in the order the client sent them; what it does is the owner's.</remarks>
internal sealed class MemberEvents(UplinkRegistry uplinks, SessionStore sessions, EventRefusals refusals, IOptionsMonitor<LimitsOptions> limits)
{
    public ValueTask JoinAsync(Connection connection, ConnectionGrant grant, ReceivedEvent received)
    {
        if (!TryReadChannel(connection, grant, received, out var channel, out var echo, out var rewind, out var refused))
        {
            return refused;
        }

        if (!connection.Channels.Contains(channel))
        {
            if (connection.Channels.Count >= limits.CurrentValue.MaxChannelsPerConnection)
            {
                return refusals.RefuseAsync(connection, received, "too_many_channels", "This connection is in too many channels.", channel.Name);
            }

            if (rewind > 0 && !connection.TryAskForRewind(rewind))
            {
                return refusals.RefuseAsync(
                    connection, received, "rate_limit_exceeded", "Too much was asked for from before; join without a rewind, or try again later.", channel.Name);
            }

            connection.Channels.Add(channel, uplinks.LastSequence);
        }
        else if (received.AckId is null)
        {
            return ValueTask.CompletedTask;
        }

        // A gateway that goes on with this connection must know of the channel before the owner does.
        return connection.Session is null
            ? EnqueueJoin(connection, channel, echo, rewind, received, connection)
            : EnqueueSavedJoinAsync(connection, channel, echo, rewind, received);
    }

    private async ValueTask EnqueueSavedJoinAsync(Connection connection, ChannelKey channel, bool echo, int rewind, ReceivedEvent received)
    {
        var isSaved = await sessions.SaveWithinPatienceAsync(connection, SessionPart.Of(channel), connection.Closed);
        if (!isSaved)
        {
            connection.OnStandstill(channel, ChannelCommandKind.Join);
        }

        await EnqueueJoin(connection, channel, echo, rewind, received, isSaved ? connection : null);
    }

    private ValueTask EnqueueJoin(Connection connection, ChannelKey channel, bool echo, int rewind, ReceivedEvent received, ICommandSender? sender)
    {
        var command = new ChannelCommand
        {
            Kind = ChannelCommandKind.Join,
            ConnectionId = connection.Id,
            Echo = echo,
            Payload = connection.Profile,
            IsResumable = connection.Session is not null,
            Rewind = rewind,
            Generation = connection.Generation,
        };
        var enqueued = uplinks.EnqueueAsync(channel, command, AnswerJoin(connection, channel, received), connection.Closed, sender);
        if (!enqueued.IsCompletedSuccessfully)
        {
            return AfterJoinAsync(connection, channel, enqueued);
        }

        UndoJoinIfOver(connection, channel);
        return ValueTask.CompletedTask;
    }

    public ValueTask LeaveAsync(Connection connection, ConnectionGrant grant, ReceivedEvent received)
    {
        if (!TryReadChannel(connection, grant, received, out var channel, out var echo, out _, out var refused))
        {
            return refused;
        }

        if (!connection.Channels.Remove(channel) && received.AckId is null)
        {
            return ValueTask.CompletedTask;
        }

        // Not bounded: a leave that waited for room while its connection closed would leave a ghost.
        uplinks.Enqueue(
            channel,
            new ChannelCommand
            {
                Kind = ChannelCommandKind.Leave,
                ConnectionId = connection.Id,
                Echo = echo,
                Payload = connection.Profile,
                Generation = connection.Generation,
            },
            connection.WhenApplied(received.AckId),
            connection);
        sessions.Save(connection, SessionPart.Of(channel));
        return ValueTask.CompletedTask;
    }

    public ValueTask UpdateAsync(Connection connection, ConnectionGrant grant, ReceivedEvent received)
    {
        var json = received.Arguments.Count > 0 ? received.Arguments[0].Span : default;
        if (!EventArguments.TryRead(json, out var arguments))
        {
            return refusals.RefuseAsync(connection, received, "invalid_payload", "The payload must be an object.");
        }

        Payload? profile = null;
        if (!arguments.Data.IsEmpty && !Placeholders.TryExtract(arguments.Data, received.Attachments, out profile))
        {
            return refusals.RefuseAsync(connection, received, "invalid_payload", "The payload refers to an attachment it does not have.");
        }

        if (profile?.SizeBytes > limits.CurrentValue.MaxProfileBytes)
        {
            return refusals.RefuseAsync(connection, received, "profile_too_large", "The profile is too large.");
        }

        var isRepeated = connection.MayRepeatProfile && Payload.AreEqual(profile, connection.Profile);
        connection.MayRepeatProfile = false;
        connection.Profile = profile;
        var channels = connection.Channels.Snapshot();
        if (channels.Length == 0 || isRepeated)
        {
            sessions.Save(connection, SessionPart.Profile);
            if (received.AckId is { } ackId)
            {
                connection.Acknowledge(ackId, EventReplies.Done, []);
            }

            return ValueTask.CompletedTask;
        }

        var command = new ChannelCommand
        {
            Kind = ChannelCommandKind.Update,
            ConnectionId = connection.Id,
            Echo = EchoRule.Applies(arguments.Echo, grant.EchoMessages),
            Payload = profile,
            Generation = connection.Generation,
        };
        return UpdateAllAsync(connection, channels, command, received.AckId);
    }

    private async ValueTask UpdateAllAsync(Connection connection, ChannelKey[] channels, ChannelCommand command, long? ackId)
    {
        // A gateway that goes on with this connection must know of the profile before the others do: what it knows is the newest there is.
        await sessions.SaveWithinPatienceAsync(connection, SessionPart.Profile, connection.Closed);
        var left = channels.Length;
        byte[]? refusal = null;
        Action<CommandResult, StreamPosition>? onAnswered = ackId is { } id
            ? (result, _) =>
            {
                Interlocked.CompareExchange(ref refusal, EventReplies.RefusalOf(result), null);
                if (Interlocked.Decrement(ref left) == 0)
                {
                    connection.Acknowledge(id, refusal ?? EventReplies.Done, []);
                }
            }
            : null;
        foreach (var channel in channels)
        {
            await uplinks.EnqueueAsync(channel, command, onAnswered, connection.Closed, connection);
        }
    }

    private async ValueTask AfterJoinAsync(Connection connection, ChannelKey channel, ValueTask enqueued)
    {
        await enqueued;
        UndoJoinIfOver(connection, channel);
    }

    // The connection may have ended, and its leaves been queued, between the look at its channels and the queuing of this join.
    private void UndoJoinIfOver(Connection connection, ChannelKey channel)
    {
        if (connection.IsOver)
        {
            uplinks.Enqueue(channel, new ChannelCommand { Kind = ChannelCommandKind.Leave, ConnectionId = connection.Id, Generation = connection.Generation });
        }
    }

    private bool TryReadChannel(
        Connection connection,
        ConnectionGrant grant,
        ReceivedEvent received,
        out ChannelKey channel,
        out bool echo,
        out int rewind,
        out ValueTask refused)
    {
        channel = default;
        echo = false;
        rewind = 0;
        refused = ValueTask.CompletedTask;
        var json = received.Arguments.Count > 0 ? received.Arguments[0].Span : default;
        if (!EventArguments.TryRead(json, out var arguments))
        {
            refused = refusals.RefuseAsync(connection, received, "invalid_payload", "The payload must be an object.");
            return false;
        }

        if (!ChannelToken.TryRead(arguments.Channel, out var name))
        {
            refused = refusals.RefuseAsync(connection, received, "invalid_channel", "The channel must be a text.");
            return false;
        }

        if (Encoding.UTF8.GetByteCount(name) > limits.CurrentValue.MaxChannelNameBytes)
        {
            refused = refusals.RefuseAsync(connection, received, "channel_too_long", "The channel's name is too long.");
            return false;
        }

        if (!RewindRule.TryRead(arguments.Rewind, limits.CurrentValue.MaxRewindCount, out rewind))
        {
            refused = refusals.RefuseAsync(connection, received, "invalid_rewind", "The rewind must be a number of messages.");
            return false;
        }

        channel = ChannelKey.ForChannel(grant.Environment, name);
        echo = EchoRule.Applies(arguments.Echo, grant.EchoMessages);
        return true;
    }

    // Where it joined is a part of its session: whoever comes back after its leave, and has had no event, proves by it what it missed.
    private Action<CommandResult, StreamPosition>? AnswerJoin(Connection connection, ChannelKey channel, ReceivedEvent received)
    {
        var answer = connection.WhenApplied(received.AckId);
        return connection.Session is null ? answer : (result, position) =>
        {
            if (result.Outcome == CommandOutcome.Applied && connection.Channels.SetJoined(channel, position))
            {
                sessions.SaveAtLeisure(connection, SessionPart.Of(channel));
            }

            answer?.Invoke(result, position);
        };
    }
}
