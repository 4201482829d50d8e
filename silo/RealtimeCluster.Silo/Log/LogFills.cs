using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Silo.Log;

/// <summary>What a gateway has not seen of a log, as it says how far it is.</summary>
/// <param name="epoch">The log's epoch.</param>
/// <param name="writer">The log's events.</param>
/// <param name="gateways">Who gets them.</param>
internal sealed class LogFills(long epoch, LogWriter writer, GatewayTable gateways)
{
    /// <summary>What one gateway has not seen.</summary>
    public IReadOnlyList<Outgoing> Fill(GatewayAssertion assertion)
    {
        var position = assertion.Position;
        if (position.Epoch == 0 && !gateways.GetOrAdd(assertion.Gateway).HasInterest)
        {
            // One that has seen some of the log follows it until it sees the last of its members leave, whatever the owner knows.
            return [];
        }

        if (position.Epoch != epoch && position.Epoch != 0)
        {
            // It must learn at once that its members have missed what nobody can tell, not with the next event.
            return [new Outgoing([], [assertion.Gateway], writer.LastOffset) { IsFill = true }];
        }

        // A gateway that has seen nothing may have members whose joins were acknowledged and never came. What the tail no longer
        // has is a hole that the gateway sees in the offsets.
        if (!writer.Tail.TryGetDense(position.Epoch == 0 ? -1 : position.Offset, writer.LastOffset, out var events))
        {
            events = writer.Tail.ToArray();
        }

        return events.Length == 0 ? [] : [new Outgoing(events, [assertion.Gateway], writer.LastOffset) { IsFill = true }];
    }

    /// <summary>What all gateways have not seen; one with members that says nothing has never heard of their joins.</summary>
    public IReadOnlyList<Outgoing> FillAll(IReadOnlyCollection<GatewayAssertion> assertions) => [.. gateways.Ids.ToArray().SelectMany(gateway =>
        Fill(assertions.FirstOrDefault(assertion => assertion.Gateway == gateway) ?? new GatewayAssertion { Gateway = gateway }))];
}
