using System.Diagnostics;
using System.Globalization;
using RealtimeCluster.Testing;
using RealtimeCluster.Testing.Clients;
using Xunit.Abstractions;

namespace RealtimeCluster.Cluster.Tests.BadInput;

/// <summary>
/// What strangers send to every door, right in most and wrong in some: handshakes, Engine.IO over WebSockets and by polling, Socket.IO,
/// the server API, members and the admin page. The process lives, nothing is answered with a fault of the server, the log does not fill,
/// nobody else notices, and what they took is given back.
/// </summary>
/// <remarks>
/// Inputs are numbered, and each is made from its number alone; 60 000 in all by default. FUZZ_INPUTS asks for more (10000000 take
/// an hour or more on two cores), FUZZ_FIRST begins elsewhere, in steps of <see cref="FuzzConversation.InputCount"/>. What was found is in the output.
/// </remarks>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int DefaultInputCount = 60_000;
    private const int WarmUpInputCount = 12_800;
    private const int MaxConversations = 12;
    private const int MaxWarnings = 100;

    // Names of channels that inputs made up have owners for some minutes.
    private const long OwnerBytes = 16_384;
    private const long SpareBytes = 32L * 1024 * 1024;
    private static readonly TimeSpan IdleDeadline = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(250);

    [Theory]
    [InlineData(FuzzPath.Direct, 50)]
    [InlineData(FuzzPath.Http, 45)]
    [InlineData(FuzzPath.Tls, 5)]
    public async Task Doors_MutatedInputs_HurtNobodyAndLeaveNothing(FuzzPath path, int percent)
    {
        var first = Setting("FUZZ_FIRST", 0) / FuzzConversation.InputCount * FuzzConversation.InputCount;
        var count = (int)Math.Max(FuzzConversation.InputCount, (long)Setting("FUZZ_INPUTS", DefaultInputCount) * percent / 100);
        await using var server = await FuzzServer.StartAsync(path);
        await using var bystander = await JoinAsync(server);
        await using var talker = await JoinAsync(server);
        await SendAsync(server, new FuzzTally(), int.MaxValue - (2L * WarmUpInputCount), WarmUpInputCount);
        var before = await RestAsync(server);

        var tally = new FuzzTally();
        var started = Stopwatch.GetTimestamp();
        var sending = SendAsync(server, tally, first, count);
        var ticks = await TickAsync(talker, sending);
        await sending;
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Assert.True(server.Host.IsRunning, $"The process ended among the conversations that begin with {string.Join(", ", tally.Running.Keys.Order())}. {server.DescribeState()}");
        var after = await RestAsync(server);

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: {tally}; {seconds:0} s.\nBefore {before}\nAfter  {after}\nLogged: {string.Join("; ", server.Logged.Select(static entry => $"{entry.Key} × {entry.Value}"))}"));
        Assert.True(tally.Faults.Count == 0, string.Join('\n', tally.Faults));
        Assert.True(server.Errors.Length == 0, server.Errors);
        Assert.DoesNotContain(server.Logged, static entry => entry.Value > MaxWarnings);
        for (var expected = 1; expected <= ticks; expected++)
        {
            var frame = await bystander.WaitForAsync(static frame => frame.EventName == "tick", $"tick {expected}");
            Assert.Equal(expected, frame.Argument.GetProperty("message").GetInt32());
        }

        var owners = Math.Max(0, after.Owners - before.Owners);
        Assert.InRange(after.HeapBytes, 0, (before.HeapBytes * 5 / 4) + SpareBytes + (owners * OwnerBytes));
        Assert.InRange(after.WorkingSetBytes, 0, (before.WorkingSetBytes * 3 / 2) + (2 * SpareBytes) + (owners * OwnerBytes));
        await using var newcomer = await JoinAsync(server);
        await talker.EmitWithAckAsync("message", new { channel = "c", eventName = "last", message = 1 });
        await newcomer.WaitForAsync(static frame => frame.EventName == "last", "what is said after all");
        await bystander.WaitForAsync(static frame => frame.EventName == "last", "what is said after all");
    }

    private static async Task<SocketIOTestClient> JoinAsync(FuzzServer server)
    {
        var client = await SocketIOTestClient.ConnectAsync(server.Url, new { envId = "bystander" });
        await client.EmitWithAckAsync("join", new { channel = "c" });
        return client;
    }

    private static async Task SendAsync(FuzzServer server, FuzzTally tally, long first, int count)
    {
        var conversations = Enumerable.Range(0, (count + FuzzConversation.InputCount - 1) / FuzzConversation.InputCount);
        await Parallel.ForEachAsync(conversations, new ParallelOptions { MaxDegreeOfParallelism = MaxConversations }, async (number, _) =>
        {
            if (server.Host.IsRunning)
            {
                await new FuzzConversation(server.Url, tally, first + ((long)number * FuzzConversation.InputCount)).RunAsync();
            }
        });
    }

    // Somebody talks all the while. Returns how often.
    private static async Task<int> TickAsync(SocketIOTestClient talker, Task until)
    {
        using var timer = new PeriodicTimer(TickInterval);
        var count = 0;
        while (!until.IsCompleted && await timer.WaitForNextTickAsync())
        {
            await talker.EmitWithAckAsync("message", new { channel = "c", eventName = "tick", message = ++count });
        }

        return count;
    }

    // What is held when only those who were there before are left.
    private static async Task<Holdings> RestAsync(FuzzServer server)
    {
        const int Bystanders = 2;
        foreach (var gauge in (string[])["realtime_gateway_connections", "realtime_gateway_sessions"])
        {
            await Eventually.TrueAsync(async () => await server.ReadAsync(gauge) == Bystanders, $"{gauge} is back at {Bystanders}", IdleDeadline);
        }

        foreach (var gauge in (string[])["realtime_gateway_outbound_waiting_bytes", "realtime_gateway_waiting_connects", "realtime_uplink_waiting", "kestrel_queued_requests"])
        {
            await Eventually.TrueAsync(async () => await server.ReadAsync(gauge) == 0, $"{gauge} is back at 0", IdleDeadline);
        }

        await Eventually.TrueAsync(async () => await server.ReadAsync("realtime_gateway_channels") <= 2 * Bystanders, "channels have been left", IdleDeadline);
        return new Holdings(await server.MeasureHeapAsync(), server.Host.WorkingSetBytes, await server.ReadAsync("realtime_silo_owners"));
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    private sealed record Holdings(long HeapBytes, long WorkingSetBytes, long Owners);
}
