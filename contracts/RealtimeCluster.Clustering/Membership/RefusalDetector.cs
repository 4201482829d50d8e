using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeCluster.Clustering.Diagnostics;
using RealtimeCluster.Clustering.Hosting;

namespace RealtimeCluster.Clustering.Membership;

/// <summary>
/// Declares a node dead whose address refuses connections. Probes find that out too, but they have to be patient with a node that is slow,
/// and take two to three seconds; that nothing listens any more is no slowness.
/// </summary>
/// <remarks>
/// A node of the cluster listens from before it is active until after it has said that it stops, so only the end of its process makes an
/// active node refuse. A machine that is gone, or a network that swallows packets, refuses nothing: those are left to the probes. A node is
/// knocked at only when a call to it failed, and not again for a while. One that is wrongly declared dead ends itself and is started
/// again by what supervises it.
/// </remarks>
internal sealed partial class RefusalDetector(
    IClusterMembershipService membership,
    INodeDoor door,
    IOptions<ClusterOptions> options,
    ClusteringMetrics metrics,
    TimeProvider time,
    ILogger<RefusalDetector> logger,
    DeathVerdict? verdict = null) : INodeSuspicion, IAsyncDisposable
{
    // More than once: a process that is replaced at its address refuses for a moment only.
    private const int Knocks = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(75);
    private static readonly TimeSpan KnockPatience = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan VerdictPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Cooldown = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<SiloAddress, Task> _checks = [];
    private readonly CancellationTokenSource _end = new();

    /// <inheritdoc />
    public void Suspect(SiloAddress node)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (!options.Value.TrustRefusals || !IsActive(node))
        {
            return;
        }

        lock (_lock)
        {
            if (!_end.IsCancellationRequested && !_checks.ContainsKey(node))
            {
                _checks.Add(node, Task.Run(() => CheckAsync(node, _end.Token)));
            }
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        Task[] checks;
        lock (_lock)
        {
            _end.Cancel();
            checks = [.. _checks.Values];
        }

        await Task.WhenAll(checks);
        _end.Dispose();
    }

    private bool IsActive(SiloAddress node) =>
        membership.CurrentSnapshot.Members.TryGetValue(node, out var member) && member.Status == SiloStatus.Active;

    private async Task CheckAsync(SiloAddress node, CancellationToken end)
    {
        try
        {
            if (await RefusesAsync(node, end) && IsActive(node))
            {
                metrics.NodeRefused();

                Log.NodeRefused(logger, node);
                if (!await DeclareAsync(node, end))
                {
                    Log.NotDeclared(logger, node, exception: null);
                }
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            return;
        }
        catch (Exception exception)
        {
            Log.NotDeclared(logger, node, exception);
        }

        await Task.Delay(Cooldown, time, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_lock)
        {
            _checks.Remove(node);
        }
    }

    private async Task<bool> DeclareAsync(SiloAddress node, CancellationToken end)
    {
        try
        {
            // The verdict is in force long before TryKill returns: it tells the other nodes, the dead one too.
            var isDeclared = await membership.TryKill(node).WaitAsync(VerdictPatience, time, end);
            if (isDeclared || verdict is null)
            {
                return isDeclared;
            }
        }
        catch (Exception exception) when (verdict is not null && !end.IsCancellationRequested)
        {
            Log.VerdictLate(logger, node, exception);
        }

        return await verdict.DeclareAsync(node, end).WaitAsync(VerdictPatience, time, end);
    }

    private async Task<bool> RefusesAsync(SiloAddress node, CancellationToken end)
    {
        for (var knock = 0; knock < Knocks; knock++)
        {
            if (knock > 0)
            {
                await Task.Delay(Pause, time, end);
            }

            using var patience = new CancellationTokenSource(KnockPatience, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, end);
            try
            {
                if (!await door.RefusesAsync(node.Endpoint, either.Token))
                {
                    return false;
                }
            }
            catch (OperationCanceledException) when (!end.IsCancellationRequested)
            {
                // Nobody answers: that proves nothing.
                return false;
            }
        }

        return true;
    }
}
