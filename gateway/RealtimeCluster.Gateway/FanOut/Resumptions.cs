using RealtimeCluster.Contracts.Streams;
using RealtimeCluster.Gateway.Channels;
using RealtimeCluster.Gateway.Diagnostics;
using RealtimeCluster.Gateway.Messages;

namespace RealtimeCluster.Gateway.FanOut;

/// <summary>Takes the logs of connections that are being resumed, and lets each go on when all of its logs have come.</summary>
/// <remarks>Used by the stream's turns only. The caller holds the lock of the log.</remarks>
internal sealed class Resumptions(IEventReceivers connections, PositionSets positionSets, GatewayMetrics metrics)
{
    /// <summary>A log has come for the connections that an envelope names: they are its receivers from now on.</summary>
    /// <param name="channel">The log.</param>
    /// <param name="envelope">What says so, all of whose events the log's copy has taken.</param>
    public void Take(LocalChannel channel, Envelope envelope)
    {
        foreach (var resumption in envelope.Resumptions)
        {
            if (!connections.TryGet(resumption.ConnectionId, out var connection)
                || connection.Held is not { } held
                || !held.TryResume(channel, resumption, envelope))
            {
                continue;
            }

            if (channel.Find(connection.Id) is { } former)
            {
                channel.Remove(former);
            }

            channel.Add(connection, resumption.JoinedAt);
            if (held.IsComplete)
            {
                Complete(connection, held);
            }
        }
    }

    private void Complete(EventReceiver connection, HeldEvents held)
    {
        var messages = held.Encode();
        var gaps = held.TakeGaps();
        connection.Held = null;
        var channels = held.Channels.ToArray();
        if (channels.Length > PositionSet.MaxLogCount)
        {
            connection.OnResumed(isResumed: false);
            return;
        }

        connection.Positions = positionSets.Of(channels);
        metrics.Delivered(messages.Count);
        messages.AddRange(gaps.Select(EventReplies.RecoveryIncomplete));
        metrics.RecoveryIncomplete(gaps.Length);
        connection.EnqueueMissed(messages);
        connection.OnResumed(isResumed: true);
    }
}
