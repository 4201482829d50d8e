using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using RealtimeCluster.Chaos.Histories;
using RealtimeCluster.Chaos.Network;
using RealtimeCluster.Chaos.Runs;

namespace RealtimeCluster.Chaos.Strangers;

/// <summary>The strangers of a run in a process of their own.</summary>
/// <remarks>
/// What they receive and collect must not slow down the clients that measure, and neither must the processor time they take: in the world they are on other
/// machines. So the process has the lowest priority: it gets what the cluster and the clients leave.
/// </remarks>
/// <param name="count">How many.</param>
/// <param name="kinds">What they do.</param>
/// <param name="gateways">Where they go.</param>
/// <param name="seed">Makes their choices.</param>
internal sealed class StrangerProcess(int count, IReadOnlyList<StrangerKind> kinds, IReadOnlyList<Gateway> gateways, int seed)
{
    /// <summary>The first argument of such a process.</summary>
    public const string Verb = "strangers";

    // The first part of the quiet time warms everything up.
    private const int WarmUpShare = 4;
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(30);

    /// <summary>The process itself: lets strangers do their worst until its input ends, and then writes what they did.</summary>
    /// <param name="args">As <see cref="VisitAsync"/> makes them, after the verb.</param>
    public static async Task MainAsync(string[] args)
    {
        var order = JsonSerializer.Deserialize<Order>(args[0])!;
        var gateways = order.Gateways.Select(static (text, number) => new Gateway($"gateway{number + 1}", IPEndPoint.Parse(text)));
        using var end = new CancellationTokenSource();
        var crowd = new StrangerCrowd(order.Count, order.Kinds, new GatewayList([.. gateways]), new Random(order.Seed)).RunAsync(end.Token);
        await Console.In.ReadToEndAsync();
        await end.CancelAsync();
        Console.WriteLine(JsonSerializer.Serialize(await crowd));
    }

    /// <summary>Waits while it is quiet, lets the strangers do their worst until stopped, and notes when that was.</summary>
    /// <param name="context">The run.</param>
    /// <param name="quiet">How long it is quiet.</param>
    /// <param name="stop">The end.</param>
    public async Task VisitAsync(RunContext context, TimeSpan quiet, CancellationToken stop)
    {
        var quietFrom = context.Now + (quiet / WarmUpShare);
        await Task.Delay(quiet, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var order = JsonSerializer.Serialize(new Order(count, kinds, [.. gateways.Select(static gateway => gateway.EndPoint.ToString())], seed));
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [typeof(StrangerProcess).Assembly.Location, Verb, order])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        process.PriorityClass = ProcessPriorityClass.Idle;
        var began = context.Now;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{began.TotalSeconds,6:F0} s  {count} strangers begin"));
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var ended = context.Now;
            process.StandardInput.Close();
            var tallies = await process.StandardOutput.ReadToEndAsync(CancellationToken.None).WaitAsync(StopDeadline, CancellationToken.None);
            context.Ledger.See(new StrangerVisit(quietFrom, began, ended, JsonSerializer.Deserialize<StrangerTally[]>(tallies)!));
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }

    private sealed record Order(int Count, IReadOnlyList<StrangerKind> Kinds, IReadOnlyList<string> Gateways, int Seed);
}
