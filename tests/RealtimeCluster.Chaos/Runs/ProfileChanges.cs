using System.Diagnostics;
using RealtimeCluster.Chaos.Clients;

namespace RealtimeCluster.Chaos.Runs;

/// <summary>Lets clients change their profiles now and then.</summary>
/// <param name="clients">The clients.</param>
/// <param name="every">How often each does, about.</param>
/// <param name="random">Chooses them.</param>
internal sealed class ProfileChanges(IReadOnlyList<ChaosClient> clients, TimeSpan every, Random random)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    /// <summary>Goes on until stopped.</summary>
    /// <param name="stop">The end.</param>
    public async Task RunAsync(CancellationToken stop)
    {
        var start = Stopwatch.GetTimestamp();
        for (long done = 0; !stop.IsCancellationRequested;)
        {
            await Task.Delay(Tick, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

            // One who cannot now is not chosen again for it.
            for (var due = (long)(Stopwatch.GetElapsedTime(start) / every * clients.Count); done < due && !stop.IsCancellationRequested; done++)
            {
                clients[random.Next(clients.Count)].TryUpdateProfile();
            }
        }
    }
}
