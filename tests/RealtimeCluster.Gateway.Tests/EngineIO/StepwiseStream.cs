using System.IO.Pipelines;
using System.Threading.Channels;

namespace RealtimeCluster.Gateway.Tests.EngineIO;

/// <summary>A stream that gives what the test puts in, and tells the test when it has been taken and more is asked for.</summary>
internal sealed class StepwiseStream : Stream
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    private readonly Pipe _pipe = new();
    private readonly Channel<bool> _asked = Channel.CreateUnbounded<bool>();
    private bool _isAsked;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Puts a part in; completes when all of it has been read.</summary>
    public async Task FeedAsync(byte[] part)
    {
        if (!_isAsked)
        {
            await AskedAsync();
            _isAsked = true;
        }

        await _pipe.Writer.WriteAsync(part);
        await AskedAsync();
    }

    public void End() => _pipe.Writer.Complete();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_pipe.Reader.TryRead(out var read))
        {
            _asked.Writer.TryWrite(true);
            read = await _pipe.Reader.ReadAsync(cancellationToken);
        }

        var count = (int)Math.Min(buffer.Length, read.Buffer.Length);
        var part = read.Buffer.Slice(0, count);
        foreach (var memory in part)
        {
            memory.CopyTo(buffer);
            buffer = buffer[memory.Length..];
        }

        _pipe.Reader.AdvanceTo(part.End);
        return count;
    }

    private Task<bool> AskedAsync() => _asked.Reader.ReadAsync().AsTask().WaitAsync(Deadline);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
