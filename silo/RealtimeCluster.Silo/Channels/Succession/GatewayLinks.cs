using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using RealtimeCluster.Clustering.Gateways;
using RealtimeCluster.Silo.Diagnostics;

namespace RealtimeCluster.Silo.Channels.Succession;

/// <summary>Knows which gateways this silo does not reach and others do.</summary>
/// <remarks>Finds out when it is asked to, one time at once for each gateway. What it found counts for a while. Thread-safe.</remarks>
internal sealed partial class GatewayLinks(IGatewayRelayClient relays, TimeProvider time, ILogger<GatewayLinks> logger)
{
    // A way that is healed is used again soon; until then the relay is asked beside it.
    private static readonly TimeSpan CutAge = TimeSpan.FromSeconds(10);

    // How much later than a relay's the answer of a gateway may come that can be reached: both ask for the same, and the relay's way is longer.
    private static readonly TimeSpan Lead = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<SiloAddress, long> _cut = new();
    private readonly Dictionary<SiloAddress, Task> _looks = [];

    /// <summary>Whether the way to a gateway was found cut lately.</summary>
    public bool IsCut(SiloAddress gateway)
    {
        if (!_cut.TryGetValue(gateway, out var since))
        {
            return false;
        }

        if (time.GetElapsedTime(since) < CutAge)
        {
            return true;
        }

        _cut.TryRemove(new KeyValuePair<SiloAddress, long>(gateway, since));
        return false;
    }

    /// <summary>Finds out whether another node reaches a gateway that this one does not. Completes when that is known, and never fails.</summary>
    public Task FindOutAsync(SiloAddress gateway)
    {
        lock (_looks)
        {
            if (!_looks.TryGetValue(gateway, out var look))
            {
                look = LookAsync(gateway);
                if (!look.IsCompleted)
                {
                    _looks.Add(gateway, look);
                }
            }

            return look;
        }
    }

    private async Task LookAsync(SiloAddress gateway)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            if (relays.Pick(gateway) is { } relay && await IsReachedByOthersOnlyAsync(gateway, relay))
            {
                _cut[gateway] = time.GetTimestamp();
                Log.LinkCut(logger, gateway, relay);
            }
        }
        catch (Exception exception)
        {
            Log.RelayFailed(logger, gateway, exception);
        }
        finally
        {
            lock (_looks)
            {
                _looks.Remove(gateway);
            }
        }
    }

    private async Task<bool> IsReachedByOthersOnlyAsync(SiloAddress gateway, SiloAddress relay)
    {
        var direct = relays.ReachAsync(gateway);
        var byRelay = relays.Get(relay).ReachAsync(gateway);
        _ = direct.ContinueWith(static failed => _ = failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        if (await Task.WhenAny(direct, byRelay).WaitAsync(Patience, time) == direct && direct.IsCompletedSuccessfully)
        {
            _ = byRelay.ContinueWith(static failed => _ = failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            return false;
        }

        await byRelay.WaitAsync(Patience, time);
        await Task.WhenAny(direct, Task.Delay(Lead, time));
        return !direct.IsCompletedSuccessfully;
    }

    private static partial class Log
    {
        [LoggerMessage(LogEvents.LinkCut, LogLevel.Warning, "This silo does not reach gateway {Gateway}, but {Relay} does; it is asked through others for a while.")]
        public static partial void LinkCut(ILogger logger, SiloAddress gateway, SiloAddress relay);

        [LoggerMessage(LogEvents.RelayFailed, LogLevel.Debug, "Gateway {Gateway} was not reached through another node either.")]
        public static partial void RelayFailed(ILogger logger, SiloAddress gateway, Exception exception);
    }
}
