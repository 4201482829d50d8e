using System.Globalization;
using RealtimeCluster.Chaos.Clients;
using RealtimeCluster.Chaos.CommandLine;
using RealtimeCluster.Chaos.Histories;
using RealtimeCluster.Chaos.Network;
using RealtimeCluster.Chaos.Runs;
using RealtimeCluster.Chaos.Storms;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Chaos.Faults;

/// <summary>Injects the faults of a run, one at a time, each undone before the next.</summary>
internal sealed class FaultDriver(
    ChaosOptions options,
    RunContext context,
    ClusterProcess cluster,
    GatewayList gateways,
    TcpProxy proxy,
    IReadOnlyList<ChaosClient> clients,
    OwnerMap? owners,
    Random random)
{
    private const int SlowReaderShare = 20;
    private const int CutShare = 10;
    private const int MaxStarts = 10;
    private const int MaxLosses = 3;
    private const double LongestPause = 20;
    private static readonly TimeSpan RedisOutage = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Verdict = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan SignalDeadline = TimeSpan.FromSeconds(10);

    private readonly RewindStorm _storm = new(context, gateways, options.StormJoins, options.StormBytes, random);
    private int _nextLink;
    private int _nextGateway;
    private int _nextSilo;
    private int _nextNode;
    private bool _siloIsNext;

    /// <summary>Injects one fault after the other until stopped, but each of them once; the one that is on is undone first.</summary>
    /// <param name="stop">No more faults.</param>
    /// <param name="cancellationToken">The run is given up.</param>
    public async Task RunAsync(CancellationToken stop, CancellationToken cancellationToken)
    {
        for (var number = 0; options.Faults.Count > 0; number++)
        {
            // A slow machine must not turn a run into one that showed less.
            var isOwed = number < options.Faults.Count;
            await Task.Delay(options.Every, isOwed ? cancellationToken : stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested || (!isOwed && stop.IsCancellationRequested))
            {
                return;
            }

            await InjectAsync(options.Faults[number % options.Faults.Count], cancellationToken);
        }
    }

    private Task InjectAsync(FaultKind kind, CancellationToken cancellationToken)
    {
        switch (kind)
        {
            case FaultKind.KillGateway:
                return KillAsync(NextGateway(), options.Outage, cancellationToken);
            case FaultKind.KillSilo:
                return KillAsync(NextSilo(), options.Outage, cancellationToken);
            case FaultKind.KillBoth:
                _siloIsNext = !_siloIsNext;
                return KillAsync(_siloIsNext ? NextGateway() : NextSilo(), options.Outage, cancellationToken);
            case FaultKind.RedisDown:
                return KillAsync("redis", RedisOutage, cancellationToken);
            case FaultKind.Pause:
                var nodes = Nodes().ToArray();
                return PauseAsync(nodes[_nextNode++ % nodes.Length], options.Outage, harassedShare: 0, cancellationToken);
            case FaultKind.PauseCut:
                var all = Nodes().ToArray();
                var length = TimeSpan.FromSeconds(1 + ((LongestPause - 1) * random.NextDouble()));
                return PauseAsync(all[_nextNode++ % all.Length], length, CutShare, cancellationToken);
            case FaultKind.CutLink:
                return CutLinkAsync(cancellationToken);
            case FaultKind.RewindStorm:
                Note("rewind-storm", $"{options.StormJoins} joins");
                return _storm.RunAsync(cancellationToken);
            case FaultKind.Drain:
                return StopAndStartAsync("drain", NextGateway(), options.Outage, cancellationToken);
            case FaultKind.Rolling:
                return RollAsync(Nodes(), cancellationToken);
            case FaultKind.RollingSilos:
                return RollAsync(Nodes().Take(options.Silos), cancellationToken);
            case FaultKind.Cut or FaultKind.CutAll:
                Cut(kind);
                return Task.CompletedTask;
            case FaultKind.SlowReader:
                return StallReadersAsync(cancellationToken);
            case FaultKind.Partition:
                return PartitionAsync(cancellationToken);
            default:
                return Task.CompletedTask;
        }
    }

    private IEnumerable<string> Nodes() => Enumerable.Range(1, options.Silos).Select(static number => $"silo{number}")
        .Concat(Enumerable.Range(1, options.Gateways).Select(static number => $"gateway{number}"));

    private string NextGateway() => $"gateway{(_nextGateway++ % options.Gateways) + 1}";

    private string NextSilo() => $"silo{(_nextSilo++ % options.Silos) + 1}";

    // Asked before the fault, so that the time it takes to answer is not part of it.
    private async Task NoteNodeAsync(string kind, string node)
    {
        var isSilo = node.StartsWith("silo", StringComparison.Ordinal);
        Note(kind, node, owners is null || !isSilo ? null : await owners.FindOwnedAsync(cluster.GetSiloPort(node)));
    }

    private void Note(string kind, string target, IReadOnlySet<int>? owned = null)
    {
        var fault = new InjectedFault(kind, target, context.Now, owned);
        context.Ledger.Inject(fault);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{fault.At.TotalSeconds,6:F0} s  {kind} {target}"));
    }

    private async Task KillAsync(string node, TimeSpan outage, CancellationToken cancellationToken)
    {
        await NoteNodeAsync("kill", node);
        gateways.TakeOut(node);
        await cluster.KillAsync(node);
        await Task.Delay(outage, cancellationToken);
        await StartAsync(node, cancellationToken);
    }

    private async Task StopAndStartAsync(string kind, string node, TimeSpan outage, CancellationToken cancellationToken)
    {
        await NoteNodeAsync(kind, node);
        gateways.TakeOut(node);
        await cluster.StopAsync(node);
        await Task.Delay(outage, cancellationToken);
        await StartAsync(node, cancellationToken);
    }

    private async Task StartAsync(string node, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await cluster.StartAsync(node);
                break;
            }
            catch (InvalidOperationException) when (attempt < MaxStarts)
            {
                // A node that joins too slowly is held for dead and ends itself; what supervises processes starts it again.
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{context.Now.TotalSeconds,6:F0} s  {node} did not start"));
            }
        }

        gateways.PutBack(node);
        cancellationToken.ThrowIfCancellationRequested();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{context.Now.TotalSeconds,6:F0} s  {node} is back"));
    }

    private async Task RollAsync(IEnumerable<string> nodes, CancellationToken cancellationToken)
    {
        foreach (var node in nodes)
        {
            await StopAndStartAsync("rolling", node, TimeSpan.Zero, cancellationToken);
        }
    }

    private async Task PauseAsync(string node, TimeSpan length, int harassedShare, CancellationToken cancellationToken)
    {
        await NoteNodeAsync(string.Create(CultureInfo.InvariantCulture, $"pause for {length.TotalSeconds:F1} s of"), node);
        var pid = cluster.GetProcessId(node);
        gateways.TakeOut(node);
        await SignalAsync("STOP", pid);
        try
        {
            if (harassedShare > 0)
            {
                Harass(node, harassedShare);
            }

            await Task.Delay(length, cancellationToken);
        }
        finally
        {
            await SignalAsync("CONT", pid);
        }

        await ReviveAsync(cancellationToken);
        gateways.PutBack(node);
    }

    // A node that was held for dead finds out and ends itself; whether it does is the cluster's affair, that it runs again is ours.
    private async Task ReviveAsync(CancellationToken cancellationToken)
    {
        for (var until = context.Now + Verdict; context.Now < until;)
        {
            await Task.Delay(Look, cancellationToken);
            foreach (var node in Nodes().Where(node => !cluster.IsRunning(node)))
            {
                await StartAsync(node, cancellationToken);
            }
        }
    }

    // Those on the node, and some others; all come back elsewhere, some while their last attempt is still under way.
    private void Harass(string node, int share)
    {
        ChaosClient[] chosen = [.. clients.Where(client => client.IsConnected && client.Session?.Links[^1].Gateway == node).Union(Choose(Math.Max(1, clients.Count / share)))];
        Note("harass", $"{chosen.Length} clients");
        Array.ForEach(chosen, client => client.Link.Harass(random.Next(1, MaxLosses + 1), isSilent: random.Next(2) == 0));
    }

    private async Task CutLinkAsync(CancellationToken cancellationToken)
    {
        var (gateway, silo) = (NextGateway(), NextSilo());
        var (from, to) = _nextLink++ % 2 == 0 ? (gateway, silo) : (silo, gateway);
        await NoteNodeAsync($"cut-link {(from == silo ? "to " : "from ")}{gateway}", silo);
        try
        {
            await cluster.CutAsync(from, to);
            await Task.Delay(options.Outage, cancellationToken);
        }
        finally
        {
            await cluster.HealAsync();
        }

        await ReviveAsync(cancellationToken);
    }

    private static async Task SignalAsync(string signal, int pid)
    {
        var (exitCode, output) = await HostProcess.RunAsync(SignalDeadline, "kill", $"-{signal}", $"{pid}");
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"kill -{signal} {pid} ended with {exitCode}: {output}");
        }
    }

    private void Cut(FaultKind kind)
    {
        var chosen = kind == FaultKind.CutAll ? [.. clients] : Choose(Math.Max(1, clients.Count / CutShare));
        Note(kind == FaultKind.CutAll ? "cut-all" : "cut", $"{chosen.Length} clients");
        Array.ForEach(chosen, static client => client.Link.Cut());
    }

    private async Task StallReadersAsync(CancellationToken cancellationToken)
    {
        var chosen = Choose(Math.Max(1, clients.Count / SlowReaderShare));
        Note("slow-reader", $"{chosen.Length} clients");
        Array.ForEach(chosen, static client => client.Link.Hold());
        try
        {
            await Task.Delay(options.Outage, cancellationToken);
        }
        finally
        {
            Array.ForEach(chosen, static client => client.Link.Resume());
        }
    }

    private async Task PartitionAsync(CancellationToken cancellationToken)
    {
        var isReset = random.Next(2) == 0;
        Note("partition", isReset ? "ends in resets" : "heals");
        proxy.Hold();
        try
        {
            await Task.Delay(options.Outage, cancellationToken);
        }
        finally
        {
            if (isReset)
            {
                proxy.Cut();
            }

            proxy.Release();
        }
    }

    private ChaosClient[] Choose(int count)
    {
        var all = clients.ToArray();
        random.Shuffle(all);
        return all[..count];
    }
}
