using System.Diagnostics;
using RealtimeCluster.Chaos.Clients;

namespace RealtimeCluster.Chaos.Runs;

/// <summary>Publishes at a steady rate from clients that can.</summary>
/// <param name="clients">The clients.</param>
/// <param name="rate">Messages a second, over all.</param>
/// <param name="random">Chooses publisher and channel.</param>
internal sealed class Workload(IReadOnlyList<ChaosClient> clients, int rate, Random random)
{
    private const int MaxTries = 10;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    /// <summary>Publishes until stopped.</summary>
    /// <param name="stop">The end.</param>
    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Tick);
        var start = Stopwatch.GetTimestamp();
        long due = 0;
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                var until = (long)(Stopwatch.GetElapsedTime(start).TotalSeconds * rate);
                for (; due < until; due++)
                {
                    Publish();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The end of the publishing.
        }
    }

    // A message nobody can publish now is not owed: during an outage the rate falls, as it does with people.
    private void Publish()
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var client = clients[random.Next(clients.Count)];
            if (client.TryPublish(client.Channels[random.Next(client.Channels.Count)]))
            {
                return;
            }
        }
    }
}
