using System.Diagnostics;
using RealtimeCluster.Load.Measuring;
using RealtimeCluster.Load.Protocols;
using RealtimeCluster.Load.Runs;
using RealtimeCluster.Load.Sockets;

namespace RealtimeCluster.Load.Tests.Sockets;

public sealed class EventLoopTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task Turn_FramesTornAnywhere_DeliversEachOnce()
    {
        byte[] frames = [.. Enumerable.Range(1, 50).SelectMany(static i => Frame(0x81, Body((uint)i)))];

        var traffic = await ReceiveAsync([.. frames.Chunk(7)], deliveries: 50);

        Assert.Equal((50, 0, 0, 0), (traffic.DeliveredCount, traffic.DuplicateCount, traffic.OutOfOrderCount, traffic.MissingCount));
    }

    [Fact]
    public async Task Turn_FragmentsWithAPingBetween_AreOneMessage()
    {
        var body = Body(1);

        var traffic = await ReceiveAsync([Frame(0x01, body[..10]), Frame(0x89, []), Frame(0x80, body[10..]), Frame(0x81, Body(2))], deliveries: 2);

        Assert.Equal(2, traffic.DeliveredCount);
    }

    [Fact]
    public async Task Turn_AFrameLargerThanTheInput_IsDelivered()
    {
        byte[] body = [.. Body(1), .. new byte[3 * 1024 * 1024]];

        var traffic = await ReceiveAsync([Frame(0x81, body)], deliveries: 1);

        Assert.Equal(1, traffic.DeliveredCount);
    }

    [Fact]
    public async Task Turn_MalformedFrame_FailsTheConnection()
    {
        var traffic = await ReceiveAsync([[0xF1, 0x00]], deliveries: 1);

        Assert.Equal(1, traffic.FailedCount);
        Assert.Contains("malformed", Assert.Single(traffic.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stall_AReader_TakesNothingUntilItReadsAgain()
    {
        using var server = new ScriptedServer();
        byte[][] pieces = [Frame(0x81, Body(1)), .. Enumerable.Range(2, 3_000).Select(static i => Frame(0x81, [.. Body((uint)i), .. new byte[4_000]]))];
        var serving = server.ServeAsync(pieces);
        var traffic = new Traffic(1);
        Assert.True(TargetUrl.TryParse(server.Url, out var url));
        using (var loop = new EventLoop(new RawProtocol(), traffic))
        {
            var connection = new Connection(0, 0, "a", url) { ReceiveBufferBytes = 16 * 1024 };
            loop.Open(connection);
            TurnUntil(loop, () => traffic.DeliveredCount > 0, "a first delivery");
            var before = traffic.DeliveredCount;

            loop.Stall(connection);
            loop.Turn(TimeSpan.FromMilliseconds(10));
            var whileStalled = (traffic.DeliveredCount, traffic.LateCount, serving.IsCompleted);
            loop.Resume(connection);
            TurnUntil(loop, () => before + traffic.LateCount == pieces.Length, "the rest");

            Assert.Equal((before, 0, false), whileStalled);
            Assert.Equal((0, 0, 0), (traffic.LateDisorderCount, traffic.FailedCount, traffic.StalledEndedCount));
        }

        await serving.WaitAsync(Deadline);
    }

    [Fact]
    public async Task Stall_TheServerEndsIt_IsNoFaultOfTheRun()
    {
        var stalled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var server = new ScriptedServer { Go = stalled.Task };
        var serving = server.ServeAsync(Frame(0x81, Body(1)), Frame(0x88, []));
        var traffic = new Traffic(1);
        Assert.True(TargetUrl.TryParse(server.Url, out var url));
        using var loop = new EventLoop(new RawProtocol(), traffic);
        var connection = new Connection(0, 0, "a", url);
        loop.Open(connection);
        TurnUntil(loop, () => connection.State == ConnectionState.Ready, "the upgrade");
        loop.Stall(connection);
        stalled.SetResult();

        loop.Resume(connection);
        TurnUntil(loop, () => !connection.IsOpen, "the end");

        Assert.Equal((1, 1, 0), (traffic.LateCount, traffic.StalledEndedCount, traffic.FailedCount));
        Assert.Empty(traffic.Faults);
        await serving.WaitAsync(Deadline);
    }

    private static void TurnUntil(EventLoop loop, Func<bool> isDone, string expected)
    {
        var start = Stopwatch.GetTimestamp();
        while (!isDone())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Deadline, $"Expected {expected}.");
            loop.Turn(TimeSpan.FromMilliseconds(10));
        }
    }

    private static async Task<Traffic> ReceiveAsync(byte[][] pieces, int deliveries)
    {
        using var server = new ScriptedServer();
        var serving = server.ServeAsync(pieces);
        var traffic = new Traffic(1);
        Assert.True(TargetUrl.TryParse(server.Url, out var url));
        using (var loop = new EventLoop(new RawProtocol(), traffic))
        {
            loop.Open(new Connection(0, 0, "a", url));
            var start = Stopwatch.GetTimestamp();
            while (traffic.DeliveredCount < deliveries && traffic.FailedCount == 0)
            {
                Assert.True(Stopwatch.GetElapsedTime(start) < Deadline, $"Expected {deliveries} deliveries, got {traffic.DeliveredCount}.");
                loop.Turn(TimeSpan.FromMilliseconds(10));
            }
        }

        await serving.WaitAsync(Deadline);
        return traffic;
    }

    private static byte[] Body(uint sequence)
    {
        var body = new byte[Stamp.Bytes];
        new Stamp(Stopwatch.GetTimestamp(), sequence).Write(body);
        return body;
    }

    private static byte[] Frame(byte first, byte[] payload)
    {
        byte[] length = payload.Length < 126
            ? [(byte)payload.Length]
            : [127, 0, 0, 0, 0, (byte)(payload.Length >> 24), (byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length];
        return [first, .. length, .. payload];
    }
}
