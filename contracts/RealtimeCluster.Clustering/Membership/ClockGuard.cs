using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using RealtimeCluster.Clustering.Diagnostics;

namespace RealtimeCluster.Clustering.Membership;

/// <summary>Keeps a node out of the cluster whose clock is off by more than Orleans bears: it would be declared dead, and take others along.</summary>
/// <remarks>
/// Runs when the membership table can be read and this node is not in it yet. One look is enough where all signs of life are fresh. Those that are not may be of
/// nodes that are dead: such a node refuses connections, or writes no other sign within the time for two of them.
/// </remarks>
internal sealed partial class ClockGuard(
    IMembershipTable table,
    INodeDoor door,
    ILocalSiloDetails self,
    IOptions<ClusterMembershipOptions> options,
    TimeProvider time,
    ILogger<ClockGuard> logger) : ILifecycleParticipant<ISiloLifecycle>
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan KnockPatience = TimeSpan.FromMilliseconds(250);

    private readonly ClockVerdict _verdict = new(
        options.Value.IAmAliveTablePublishTimeout * (options.Value.NumMissedTableIAmAliveLimit - 1));

    /// <inheritdoc />
    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(ClockGuard), ServiceLifecycleStage.RuntimeGrainServices + 50, CheckAsync);

    /// <summary>Looks at the others' signs of life.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ClockSkewException">This node must not start.</exception>
    internal async Task CheckAsync(CancellationToken cancellationToken)
    {
        var first = await ReadAsync(cancellationToken);
        var now = time.GetUtcNow();
        var agreeingCount = first.Count(entry => _verdict.Judge(entry.Value, now, isNew: false) == ClockVerdict.Sign.Agrees);
        var doubtful = new Dictionary<SiloAddress, DateTimeOffset>();
        foreach (var (node, writtenAt) in first.Where(entry => _verdict.Judge(entry.Value, now, isNew: false) == ClockVerdict.Sign.Doubtful))
        {
            if (!await RefusesAsync(node, cancellationToken))
            {
                doubtful.Add(node, writtenAt);
            }
        }

        var differing = await FindDifferingAsync(doubtful, cancellationToken);
        if (differing.Count == 0)
        {
            return;
        }

        var (other, skew) = differing.First();
        if (!ClockVerdict.IsOff(differing.Count, agreeingCount))
        {
            Log.OtherClockOff(logger, other, skew, differing.Count, agreeingCount);
            return;
        }

        Log.ClockOff(logger, skew, other, differing.Count, agreeingCount);
        throw new ClockSkewException(skew, other);
    }

    // Those that turn out to be alive, and how far their clocks are ahead of this one.
    private async Task<Dictionary<SiloAddress, TimeSpan>> FindDifferingAsync(Dictionary<SiloAddress, DateTimeOffset> doubtful, CancellationToken cancellationToken)
    {
        var differing = new Dictionary<SiloAddress, TimeSpan>();
        var start = time.GetTimestamp();
        while (doubtful.Count > 0 && time.GetElapsedTime(start) < options.Value.IAmAliveTablePublishTimeout * 2)
        {
            await Task.Delay(LookInterval, time, cancellationToken);
            var seen = await ReadAsync(cancellationToken);
            var now = time.GetUtcNow();
            foreach (var (node, before) in doubtful.ToArray())
            {
                if (!seen.TryGetValue(node, out var writtenAt))
                {
                    doubtful.Remove(node);
                }
                else if (writtenAt != before)
                {
                    doubtful.Remove(node);
                    if (_verdict.Judge(writtenAt, now, isNew: true) == ClockVerdict.Sign.Differs)
                    {
                        differing.Add(node, writtenAt - now);
                    }
                }
            }
        }

        return differing;
    }

    private async Task<Dictionary<SiloAddress, DateTimeOffset>> ReadAsync(CancellationToken cancellationToken)
    {
        var active = (await table.ReadAllAsync(cancellationToken)).Members
            .Select(static member => member.Item1)
            .Where(entry => entry.Status == SiloStatus.Active && !entry.SiloAddress.Endpoint.Equals(self.SiloAddress.Endpoint));

        // Of a node that was started again only the last life can be alive.
        return active.GroupBy(static entry => entry.SiloAddress.Endpoint)
            .Select(static lives => lives.MaxBy(static entry => entry.SiloAddress.Generation)!)
            .ToDictionary(static entry => entry.SiloAddress, static entry => new DateTimeOffset(DateTime.SpecifyKind(entry.IAmAliveTime, DateTimeKind.Utc)));
    }

    private async Task<bool> RefusesAsync(SiloAddress node, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(KnockPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await door.RefusesAsync(node.Endpoint, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nobody answers: that proves nothing.
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogEvents.ClockOff, LogLevel.Critical, "The clock of this node is off: that of {Node} is ahead of it by {Skew}; {DifferingCount} nodes have another time, {AgreeingCount} the same. It does not join.")]
        public static partial void ClockOff(ILogger logger, TimeSpan skew, SiloAddress node, int differingCount, int agreeingCount);

        [LoggerMessage(LogEvents.OtherClockOff, LogLevel.Warning, "The clock of {Node} is off: it is ahead of this node's by {Skew}; {DifferingCount} nodes have another time, {AgreeingCount} the same.")]
        public static partial void OtherClockOff(ILogger logger, SiloAddress node, TimeSpan skew, int differingCount, int agreeingCount);
    }
}
