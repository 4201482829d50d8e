using RealtimeCluster.Gateway.Connections;
using RealtimeCluster.Gateway.Diagnostics;
using RealtimeCluster.Gateway.Environments;
using RealtimeCluster.Gateway.Messages;
using RealtimeCluster.SocketIO.Namespaces;

namespace RealtimeCluster.Gateway.Events;

/// <summary>Tells a client that an event of its was refused: in the acknowledgement if it asked for one, else by an event.</summary>
internal sealed class EventRefusals(EnvironmentRegistry environments, GatewayMetrics metrics)
{
    /// <summary>Refuses an event.</summary>
    /// <param name="connection">Who sent it.</param>
    /// <param name="received">The event.</param>
    /// <param name="code">A fixed code.</param>
    /// <param name="text">A short text.</param>
    /// <param name="channel">The canonical name of the channel concerned, if any.</param>
    public ValueTask RefuseAsync(Connection connection, ReceivedEvent received, string code, string text, string? channel = null)
    {
        metrics.EventRefused();
        if (received.AckId is { } ackId)
        {
            connection.Acknowledge(ackId, EventReplies.Refused(code, text), []);
        }
        else if (environments.Current.ReportErrors)
        {
            connection.Send(EventReplies.Exception(code, text, received.Name.Span, channel));
        }

        return ValueTask.CompletedTask;
    }
}
