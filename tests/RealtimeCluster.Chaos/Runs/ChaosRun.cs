using System.Globalization;
using System.Net;
using RealtimeCluster.Chaos.Checks;
using RealtimeCluster.Chaos.Clients;
using RealtimeCluster.Chaos.CommandLine;
using RealtimeCluster.Chaos.Faults;
using RealtimeCluster.Chaos.Histories;
using RealtimeCluster.Chaos.Network;
using RealtimeCluster.Chaos.Strangers;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Chaos.Runs;

/// <summary>One run: a cluster, its clients, traffic and faults, and the judgement of what was seen.</summary>
/// <param name="options">What it is made of.</param>
internal sealed class ChaosRun(ChaosOptions options)
{
    private const string ServerToken = "chaos-server-token";
    private const int BehindProxy = 4;
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan SettleDeadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LeaveSlack = TimeSpan.FromSeconds(3);

    private readonly RunContext _context = new(string.Create(CultureInfo.InvariantCulture, $"chaos-{Guid.NewGuid():N}"), options.ProfileBytes);
    private readonly Random _random = new(options.Seed);

    /// <summary>Runs it from start to end. What it started is ended whatever happens.</summary>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task<Findings> RunAsync(CancellationToken cancellationToken)
    {
        var config = Path.GetTempFileName();
        var basePort = options.BasePort ?? Ports.GetFreeRange();
        try
        {
            await using var storage = options.StorageDelay is { } delay
                ? new TcpProxy(() => new Gateway("redis", new IPEndPoint(IPAddress.Loopback, basePort + ClusterProcess.RedisPort)), new AnswerDelay(delay.Least, delay.Most, options.StorageStall, new Random(_random.Next())))
                : null;
            await File.WriteAllTextAsync(config, ClusterConfiguration.Make(options, ServerToken, storage?.EndPoint), cancellationToken);
            await using var cluster = await ClusterProcess.StartAsync(
                options.Silos, options.Gateways, config, options.HasBalancer, basePort, hasOwnNetwork: options.Faults.Contains(FaultKind.CutLink));
            try
            {
                return await RunAsync(cluster, cancellationToken);
            }
            finally
            {
                if (options.LogFolder is { } folder)
                {
                    cluster.CopyLogs(folder);
                }
            }
        }
        finally
        {
            File.Delete(config);
        }
    }

    private async Task<Findings> RunAsync(ClusterProcess cluster, CancellationToken cancellationToken)
    {
        var gateways = new GatewayList([.. cluster.GatewayUrls.Select(static (url, number) => new Gateway($"gateway{number + 1}", new IPEndPoint(IPAddress.Parse(url.Host), url.Port)))]);
        await using var partitioned = new TcpProxy(() => gateways.Pick(Random.Shared));
        await using var proxy = new TcpProxy(() => gateways.Pick(Random.Shared));
        await using var flaky = options.HasFlakyProxy ? new FlakyProxy(() => gateways.Pick(Random.Shared), new FaultChooser(new Random(_random.Next())), new FlakyTimes()) : null;
        var balancer = cluster.BalancerUrl is { } url ? new IPEndPoint(IPAddress.Loopback, url.Port) : null;
        var plan = ChannelPlan.Make(options.Clients + (flaky is null ? 0 : options.RealClients), options.ChannelsPerClient, options.Members, _random);
        var clients = plan.Take(options.Clients).Select((channels, number) => MakeClient(number, channels, balancer, gateways, partitioned)).ToArray();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = clients.Select(client => client.RunAsync(end.Token)).ToArray();
        try
        {
            await using var servers = options.Servers == 0 ? null : await ServerPublishers.StartAsync(cluster, _context);
            await using var real = await StartRealClientsAsync(flaky?.EndPoint ?? balancer ?? proxy.EndPoint, plan);
            await SettleAsync(clients, real, cancellationToken);
            await PresenceProbe.TakeAsync(_context, cluster.GatewayUrls[0], ServerToken, Members(clients, real));
            real?.StartPublishing();
            flaky?.Start();
            int[] all = [.. plan.SelectMany(static channels => channels).Distinct()];
            servers?.Start(options.Servers, all, _random);
            var owners = servers is null ? null : new OwnerMap(() => servers.Grains, _context.Environment, all);
            await DisturbAsync(new FaultDriver(options, _context, cluster, gateways, partitioned, clients, owners, _random), clients, gateways, cancellationToken);
            real?.StopPublishing();
            flaky?.Calm();
            await (servers?.StopAsync() ?? Task.CompletedTask);
            await SettleAsync(clients, real, cancellationToken);
            await WaitForLeavesAsync(cancellationToken);
            await PresenceProbe.TakeAsync(_context, cluster.GatewayUrls[^1], ServerToken, Members(clients, real));
            real?.Freeze();

            // Before the real clients go: that they leave is no part of the history.
            await EndAsync();
        }
        finally
        {
            await EndAsync();
        }

        var findings = Checker.Run(_context.Ledger, new CheckerOptions
        {
            // Polling clients close with a close packet when a request fails, and then leave after the shorter grace.
            PresenceGrace = options.HasFlakyProxy && ClusterConfiguration.GoodbyeGrace < options.PresenceGrace ? ClusterConfiguration.GoodbyeGrace : options.PresenceGrace,
            Window = options.Window,
            MinRecoveryShare = options.MinRecoveryShare,
            StormBytes = options.StormBytes,
            StormJoins = options.StormJoins,
            MustConnect = !options.HasFlakyProxy && options.Faults.All(static fault => fault is FaultKind.Rolling or FaultKind.RollingSilos or FaultKind.Drain),
        });
        return findings with { FlakyProxy = flaky?.Figures };

        async Task EndAsync()
        {
            await end.CancelAsync();
            await Task.WhenAll(running).WaitAsync(SettleDeadline, CancellationToken.None);
        }
    }

    private ChaosClient MakeClient(int number, int[] channels, IPEndPoint? balancer, GatewayList gateways, TcpProxy partitioned)
    {
        var random = new Random(_random.Next());
        var isBehindProxy = options.Faults.Contains(FaultKind.Partition) && number % BehindProxy == 0;
        return new ChaosClient(
            string.Create(CultureInfo.InvariantCulture, $"raw {number}"),
            channels,
            _context,
            () => balancer is not null ? new Gateway("balancer", balancer) : isBehindProxy ? new Gateway("proxy", partitioned.EndPoint) : gateways.Pick(random),
            random);
    }

    private async Task<NodeClients?> StartRealClientsAsync(IPEndPoint endPoint, int[][] plan)
    {
        if (options.RealClients == 0)
        {
            return null;
        }

        // They sit in the channels of some light clients, unless they are the greater part.
        var clients = options.HasFlakyProxy
            ? RealClientPlan.MakeOfEachKind(options.RealClients, plan[options.Clients..])
            : RealClientPlan.Make(options.RealClients, options.HasBalancer ? null : ["websocket"], plan);
        return await NodeClients.StartAsync(_context, new Uri($"http://{endPoint}"), options.RealRate ?? options.RealClients, clients);
    }

    private async Task DisturbAsync(FaultDriver driver, ChaosClient[] clients, GatewayList gateways, CancellationToken cancellationToken)
    {
        using var publishing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var faults = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var workload = new Workload(clients, options.Rate, new Random(_random.Next())).RunAsync(publishing.Token);
        var changing = options.ProfileBytes == 0 ? Task.CompletedTask : new ProfileChanges(clients, options.ProfileEvery, new Random(_random.Next())).RunAsync(publishing.Token);
        var watching = WatchAsync(clients, publishing.Token);
        var strangers = options.Strangers == 0 ? Task.CompletedTask : new StrangerProcess(options.Strangers, options.StrangerKinds, gateways.All, _random.Next()).VisitAsync(_context, options.QuietTime, publishing.Token);
        faults.CancelAfter(options.Duration);
        try
        {
            await Task.Delay(options.Strangers == 0 ? TimeSpan.Zero : options.QuietTime, cancellationToken);
            await driver.RunAsync(faults.Token, cancellationToken);
            await Task.Delay(Timeout.InfiniteTimeSpan, faults.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            await publishing.CancelAsync();
            await Task.WhenAll(workload, changing, watching, strangers).WaitAsync(SettleDeadline, CancellationToken.None);
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task WatchAsync(ChaosClient[] clients, CancellationToken stop)
    {
        var next = _context.Now + ProgressInterval;
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Array.ForEach(clients, static client => client.Tend());
            if (_context.Now >= next)
            {
                next += ProgressInterval;
                var reconnects = _context.Ledger.Reconnects;
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{_context.Now.TotalSeconds,6:F0} s  {clients.Count(static client => client.IsConnected)}/{clients.Length} connected, {_context.Ledger.Publications.Count} published, {_context.AcknowledgementCount} answered, {_context.DeliveryCount} delivered, {reconnects.Count} reconnects, {reconnects.Count(static reconnect => reconnect.IsRecovered)} recovered"));
            }
        }
    }

    private async Task SettleAsync(ChaosClient[] clients, NodeClients? real, CancellationToken cancellationToken)
    {
        var deadline = _context.Now + SettleDeadline;
        var (delivered, quietSince) = (_context.DeliveryCount, _context.Now);
        while (_context.Now < deadline)
        {
            await Task.Delay(Look, cancellationToken);
            Array.ForEach(clients, static client => client.Tend());
            var isSettled = clients.All(static client => client.IsSettled) && real?.AreSettled != false;
            if (!isSettled || _context.DeliveryCount != delivered)
            {
                (delivered, quietSince) = (_context.DeliveryCount, _context.Now);
            }
            else if (_context.Now - quietSince >= Quiet)
            {
                return;
            }
        }

        Console.WriteLine($"After {SettleDeadline} {clients.Count(static client => !client.IsSettled)} clients had not settled{(real?.AreSettled == false ? ", and not all real ones" : string.Empty)}.");
    }

    // Whoever was away and came back as somebody else leaves when the grace is over.
    private async Task WaitForLeavesAsync(CancellationToken cancellationToken)
    {
        TimeSpan[] ends = [.. _context.Ledger.Reconnects.Select(static reconnect => reconnect.At), .. _context.Ledger.RewindJoins.Select(static join => join.EndedAt)];
        if (ends.Length > 0)
        {
            var last = ends.Max();
            var wait = last + options.PresenceGrace + LeaveSlack - _context.Now;
            await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, cancellationToken);
        }
    }

    private static (Session, IReadOnlyList<int>)[] Members(ChaosClient[] clients, NodeClients? real) =>
        [.. clients.Where(static client => client.Session is not null).Select(static client => (client.Session!, client.Channels)), .. real?.Sessions ?? []];
}
