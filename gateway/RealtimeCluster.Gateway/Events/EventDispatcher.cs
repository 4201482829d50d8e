using Microsoft.Extensions.Logging;
using RealtimeCluster.Gateway.Connections;
using RealtimeCluster.Gateway.Diagnostics;
using RealtimeCluster.Gateway.Environments;
using RealtimeCluster.SocketIO.Diagnostics;
using RealtimeCluster.SocketIO.Namespaces;

namespace RealtimeCluster.Gateway.Events;

/// <summary>Gives each event of a client to the handler of its verb.</summary>
/// <remarks>
/// Verbs of servers are answered to connections with a server token only. An event of any other name means nothing: it is counted, its sender is told, and
/// now and then the log is. Rate limits come first.
/// </remarks>
internal sealed partial class EventDispatcher(
    MemberEvents members,
    MessageEvents messages,
    ServerEvents server,
    EventRateLimits rateLimits,
    EventRefusals refusals,
    GatewayMetrics metrics,
    TimeProvider time,
    ILogger<EventDispatcher> logger) : IEventDispatcher
{
    private const string UnknownToClient = "The server does not know this event; to reach others emit 'message' with channel, eventName and message.";
    private const string UnknownToServer = "The server does not know this event; to reach clients emit 'send_message' with envId, channelName, eventName and message.";

    private readonly LogPace _unknownPace = new(time);

    public ValueTask DispatchAsync(Connection connection, ReceivedEvent received)
    {
        if (connection.IsClosed)
        {
            return ValueTask.CompletedTask;
        }

        var verb = Identify(received.Name.Span);
        metrics.EventReceived();
        if (connection.Grant is not { } grant)
        {
            return received.IsTooLarge ? RefuseTooLargeAsync(connection, received) : verb switch
            {
                EventVerb.SendMessage => server.SendAsync(connection, received),
                EventVerb.BroadcastMessage => server.BroadcastAsync(connection, received),
                EventVerb.UserEvent => server.SendToUserAsync(connection, received),
                EventVerb.GetMembers => server.GetMembersAsync(connection, received),
                _ => IgnoreAsync(connection, received),
            };
        }

        if (connection.PauseReason is { } pause)
        {
            return refusals.RefuseAsync(connection, received, pause.Code, pause.Message);
        }

        if (!rateLimits.TryAcquire(grant, connection.Id, out var errorMessage))
        {
            return refusals.RefuseAsync(connection, received, "rate_limit_exceeded", errorMessage ?? "Too many requests.");
        }

        return received.IsTooLarge ? RefuseTooLargeAsync(connection, received) : verb switch
        {
            EventVerb.Join => members.JoinAsync(connection, grant, received),
            EventVerb.Leave => members.LeaveAsync(connection, grant, received),
            EventVerb.Update => members.UpdateAsync(connection, grant, received),
            EventVerb.Message => messages.SendAsync(connection, grant, received),
            EventVerb.Unknown => IgnoreAsync(connection, received),
            _ => refusals.RefuseAsync(connection, received, "not_allowed", "Only servers may do this."),
        };
    }

    private static EventVerb Identify(ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("\"message\""u8))
        {
            return EventVerb.Message;
        }

        if (name.SequenceEqual("\"join\""u8))
        {
            return EventVerb.Join;
        }

        if (name.SequenceEqual("\"leave\""u8))
        {
            return EventVerb.Leave;
        }

        if (name.SequenceEqual("\"update\""u8))
        {
            return EventVerb.Update;
        }

        if (name.SequenceEqual("\"send_message\""u8))
        {
            return EventVerb.SendMessage;
        }

        if (name.SequenceEqual("\"broadcast_message\""u8))
        {
            return EventVerb.BroadcastMessage;
        }

        if (name.SequenceEqual("\"user_event\""u8))
        {
            return EventVerb.UserEvent;
        }

        return name.SequenceEqual("\"get_members\""u8) ? EventVerb.GetMembers : EventVerb.Unknown;
    }

    private ValueTask RefuseTooLargeAsync(Connection connection, ReceivedEvent received) =>
        refusals.RefuseAsync(connection, received, "payload_too_large", "The event and its attachments are too large.");

    private ValueTask IgnoreAsync(Connection connection, ReceivedEvent received)
    {
        metrics.EventIgnored();
        if (logger.IsEnabled(LogLevel.Information) && _unknownPace.TryPass(out var skippedCount))
        {
            Log.EventUnknown(logger, LoggedText.Of(received.Name.Span), skippedCount);
        }

        return refusals.RefuseAsync(connection, received, "unknown_event", connection.Grant is null ? UnknownToServer : UnknownToClient);
    }
}
