using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using RealtimeCluster.SocketIO.WebSockets;

namespace RealtimeCluster.Gateway.Tests.WebSockets;

/// <summary>A long write tells how it moves, on both ways out, and nothing comes between its parts.</summary>
public class WriteProgressTests
{
    private const int LongBytes = 32 * 1024 * 1024;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Direct_LongWrite_TellsOfItsPartsAndStaysWhole()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        using var socket = await listener.AcceptSocketAsync();
        var connection = new DirectWebSocketConnection(new DefaultConnectionContext { Transport = new NothingRead() }, socket, []);

        await AssertMovesAsync(connection.WriteAsync, client.GetStream());
    }

    [Fact]
    public async Task Http_LongWrite_TellsOfItsPartsAndStaysWhole()
    {
        var pipe = new Pipe();
        await using var stream = new OrderedWriteStream(pipe.Writer.AsStream());
        await using var reader = pipe.Reader.AsStream();

        await AssertMovesAsync(stream.WriteAsync, reader);
    }

    private static async Task AssertMovesAsync(Func<ReadOnlyMemory<byte>, IWriteProgress?, CancellationToken, ValueTask> write, Stream reader)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var progress = new Counter();
        var frames = new byte[LongBytes];
        new Random(1).NextBytes(frames);
        var received = new byte[LongBytes + 1];

        var longWrite = write(frames, progress, deadline.Token).AsTask();
        var between = write(new byte[] { 7 }, null, deadline.Token).AsTask();
        await reader.ReadExactlyAsync(received, deadline.Token);
        await Task.WhenAll(longWrite, between).WaitAsync(deadline.Token);

        Assert.True(frames.AsSpan().SequenceEqual(received.AsSpan(0, LongBytes)), "Something came between the parts.");
        Assert.Equal(7, received[LongBytes]);
        Assert.InRange(progress.Count, 2, (LongBytes / IWriteProgress.PartBytes) + 1);
    }

    private sealed class NothingRead : IDuplexPipe
    {
        public PipeReader Input { get; } = PipeReader.Create(Stream.Null);

        public PipeWriter Output { get; } = PipeWriter.Create(Stream.Null);
    }

    private sealed class Counter : IWriteProgress
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public void OnWriteMoved() => Interlocked.Increment(ref _count);
    }
}
