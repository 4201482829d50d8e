using RealtimeCluster.Clustering.Gateways;
using RealtimeCluster.Clustering.Links;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Sessions;

namespace RealtimeCluster.Silo.Succession;

/// <summary>Asks gateways, and those that this silo does not reach through another node.</summary>
/// <remarks>
/// An answer that is late has two reasons: the gateway is busy or hangs, or the way to it is cut. Only of the second do others know better, and only then
/// is asking twice no burden to a gateway that has too much to do. So a late answer makes this silo find out, once for all who wait. What is asked
/// here may be asked twice: a fence is as good through a relay. Thread-safe.
/// </remarks>
internal sealed class GatewayAsks(IGatewayClient gateways, IGatewayRelayClient relays, NodeLinks links, RecoveryTimes times, TimeProvider time)
{
    // A healthy gateway answers in a few milliseconds.
    private static readonly TimeSpan DirectPatience = TimeSpan.FromMilliseconds(300);

    /// <summary>The gateways that are alive as far as this silo knows.</summary>
    public IReadOnlyList<SiloAddress> GetLive() => gateways.GetLive();

    /// <inheritdoc cref="IGatewayService.DescribeLogAsync"/>
    public Task<GatewayAssertion?> DescribeLogAsync(SiloAddress gateway, ChannelKey channel, long term, bool needsEvents) => AskAsync(
        gateway, asked => asked.DescribeLogAsync(channel, term, needsEvents), relay => relay.DescribeLogAsync(gateway, channel, term, needsEvents));

    /// <inheritdoc cref="IGatewayService.ReadTailAsync"/>
    public Task<ChannelEvent[]> ReadTailAsync(SiloAddress gateway, ChannelKey channel, long from, long to) => AskAsync(
        gateway, asked => asked.ReadTailAsync(channel, from, to), relay => relay.ReadTailAsync(gateway, channel, from, to));

    /// <inheritdoc cref="IGatewayService.DescribeSessionsAsync"/>
    public Task<SessionRecord[]> DescribeSessionsAsync(SiloAddress gateway, int shard) => AskAsync(
        gateway, asked => asked.DescribeSessionsAsync(shard), relay => relay.DescribeSessionsAsync(gateway, shard));

    private async Task<T> AskAsync<T>(SiloAddress gateway, Func<IGatewayService, Task<T>> ask, Func<IGatewayRelayService, Task<T>> askRelay)
    {
        var start = time.GetTimestamp();
        var direct = ask(gateways.Get(gateway));
        while (!links.IsCut(gateway))
        {
            await WaitAsync(direct);
            // Past that whoever started the asking has given up.
            if (direct.IsCompletedSuccessfully)
            {
                links.NoteReached(gateway);
                return await direct;
            }

            if (time.GetElapsedTime(start) > times.Gather)
            {
                return await direct;
            }

            var isFailed = direct.IsCompleted;
            var look = links.FindOutAsync(gateway);
            await (isFailed ? look : Task.WhenAny(direct, look));
            if (isFailed && !links.IsCut(gateway))
            {
                return await direct;
            }
        }

        if (relays.Pick(gateway) is not { } relay)
        {
            return await direct;
        }

        var relayed = askRelay(relays.Get(relay));
        var first = await Task.WhenAny(direct, relayed);
        var (winner, other) = first == direct ? (direct, relayed) : (relayed, direct);
        if (winner.IsCompletedSuccessfully)
        {
            Forget(other);
            return await winner;
        }

        Forget(winner);
        return await other;
    }

    private async Task WaitAsync(Task direct)
    {
        if (!direct.IsCompleted)
        {
            using var answered = new CancellationTokenSource();
            await Task.WhenAny(direct, Task.Delay(DirectPatience, time, answered.Token));
            await answered.CancelAsync();
        }
    }

    // Nobody waits for it any more, so nobody else looks at how it failed.
    private static void Forget(Task task) => _ = task.ContinueWith(
        static failed => _ = failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
}
