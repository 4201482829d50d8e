using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using RealtimeCluster.Gateway.Http;
using RealtimeCluster.Gateway.Tests.EngineIO;
using RealtimeCluster.SocketIO.EngineIO;
using RealtimeCluster.Testing.Time;

namespace RealtimeCluster.Gateway.Tests.Http;

public sealed class BodyReaderTests
{
    private const int Share = 64 * 1024;
    private const int MaxBytes = 1_000_000;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly InboundParty Party = new(InboundPartyKind.Servers);

    private readonly ArmedTimeProvider _time = new();
    private readonly InboundMemory _memory;
    private readonly BodyReader _reader;

    public BodyReaderTests()
    {
        _memory = new InboundMemory(new InboundRules(MaxBytes, Share, TimeSpan.FromMinutes(2)), _time);
        _reader = new BodyReader(_memory, new PeerAddresses(), _time);
    }

    [Theory]
    [InlineData(1, 4_000, false)]
    [InlineData(10, 4_000, false)]
    [InlineData(BodyPace.BytesPerSecond, 60, true)]
    public async Task ReadAsync_BodyDribbles_IsReadAtItsLeastRateOnly(int bytesPerSecond, int seconds, bool isRead)
    {
        using var stream = new StepwiseStream();
        var (context, _) = Request(stream);
        var reading = _reader.ReadAsync(context, MaxBytes, Patience, Party);

        for (var i = 0; i < seconds && !reading.IsCompleted; i++)
        {
            await stream.FeedAsync(new byte[bytesPerSecond]);
            _time.Advance(TimeSpan.FromSeconds(1));
            if (_time.GetUtcNow() - _time.Start >= Patience && bytesPerSecond < BodyPace.BytesPerSecond)
            {
                break;
            }
        }

        stream.End();

        var (bytes, fault) = await reading.WaitAsync(Deadline);
        Assert.Equal(isRead ? (BodyFault.None, bytesPerSecond * seconds) : (BodyFault.TooSlow, 0), (fault, bytes.Length));
    }

    [Fact]
    public async Task ReadAsync_LargeBody_HoldsMemoryUntilTheAnswer()
    {
        var (context, response) = Request(new MemoryStream(new byte[500_000]));

        var (bytes, fault) = await _reader.ReadAsync(context, MaxBytes, Patience, Party);

        Assert.Equal((500_000, BodyFault.None), (bytes.Length, fault));
        Assert.InRange(_memory.UsedBytes + _memory.ShareBytes, 500_000, 2 * 500_000);
        response.Complete();
        Assert.Equal((0, 0), (_memory.UsedBytes, _memory.ShareBytes));
    }

    [Fact]
    public async Task ReadAsync_SlowWhileOthersWait_IsCut()
    {
        using var stream = new StepwiseStream();
        var (context, _) = Request(stream);
        var reading = _reader.ReadAsync(context, MaxBytes, TimeSpan.FromHours(1), Party);
        await stream.FeedAsync(new byte[300_000]);
        using var other = new StepwiseStream();
        var (otherContext, _) = Request(other);
        var otherReading = _reader.ReadAsync(otherContext, MaxBytes, TimeSpan.FromHours(2), Party);
        await _time.WaitUntilArmedAsync(TimeSpan.FromHours(2));
        var otherFeed = other.FeedAsync(new byte[600_000]);

        // The second time it is for memory that it waits.
        await _time.WaitUntilArmedAsync(TimeSpan.FromHours(2));

        for (var i = 0; i < 15; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            _memory.Tick();
        }

        Assert.Equal(BodyFault.TooSlow, (await reading.WaitAsync(Deadline)).Fault);
        Assert.False(otherReading.IsCompleted);
        other.End();
        _ = otherFeed;
    }

    [Theory]
    [InlineData(MaxBytes, true)]
    [InlineData(MaxBytes + 1, false)]
    public async Task ReadAsync_AtTheLimit_IsTakenOrRefused(int length, bool isTaken)
    {
        var memory = new InboundMemory(new InboundRules(100L * MaxBytes, Share, TimeSpan.FromMinutes(2)), _time);
        var (context, response) = Request(new MemoryStream(new byte[length]));

        var (_, fault) = await new BodyReader(memory, new PeerAddresses(), _time).ReadAsync(context, MaxBytes, Patience, Party);

        Assert.Equal(isTaken ? BodyFault.None : BodyFault.TooLarge, fault);
        response.Complete();
        Assert.Equal(0, memory.UsedBytes);
    }

    [Fact]
    public async Task ReadAsync_TheWebServerCannotReadIt_IsBroken()
    {
        var (context, _) = Request(new BrokenStream());

        Assert.Equal(BodyFault.Broken, (await _reader.ReadAsync(context, MaxBytes, Patience, Party)).Fault);
    }

    private static (HttpContext Context, Response Response) Request(Stream body)
    {
        var context = new DefaultHttpContext { Request = { Body = body }, Connection = { RemoteIpAddress = IPAddress.Loopback } };
        var response = new Response();
        context.Features.Set<IHttpResponseFeature>(response);
        return (context, response);
    }

    /// <summary>An answer that is complete when the test says so.</summary>
    private sealed class Response : HttpResponseFeature
    {
        private readonly List<(Func<object, Task> Callback, object State)> _completed = [];

        public override void OnCompleted(Func<object, Task> callback, object state) => _completed.Add((callback, state));

        public void Complete() => _completed.ForEach(static completed => completed.Callback(completed.State).GetAwaiter().GetResult());
    }

    /// <summary>What the web server gives for chunks of a size that overflows.</summary>
    private sealed class BrokenStream : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new IOException("Bad chunk size data.");
    }
}
