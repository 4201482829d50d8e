using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RealtimeCluster.SocketIO.Listening;

namespace RealtimeCluster.Gateway.Tests.Listening;

public sealed class PatientListenerTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly FakeHandles _handles = new();
    private readonly FakeListener _inner = new();
    private readonly PatientListener _listener;

    public PatientListenerTests() => _listener = new PatientListener(_inner, _handles, _time, NullLogger<PatientListener>.Instance);

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    [Fact]
    public async Task AcceptAsync_HandlesAreLeft_Accepts()
    {
        await _listener.AcceptAsync(CancellationToken.None);

        Assert.Equal(1, _inner.AcceptCount);
    }

    [Fact]
    public async Task AcceptAsync_HandlesAreScarce_AcceptsOnceTheyAreNot()
    {
        _handles.Scarce = true;
        var accept = _listener.AcceptAsync(CancellationToken.None).AsTask();
        _handles.Scarce = false;
        var acceptCount = _inner.AcceptCount;

        _time.Advance(PatientListener.Patience);
        await accept.WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(0, acceptCount);
        Assert.Equal(1, _inner.AcceptCount);
    }

    [Fact]
    public async Task UnbindAsync_HandlesAreScarce_EndsTheWait()
    {
        _handles.Scarce = true;
        var accept = _listener.AcceptAsync(CancellationToken.None).AsTask();

        await _listener.UnbindAsync(CancellationToken.None);

        Assert.Null(await accept.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task AcceptAsync_CancelledWhileHandlesAreScarce_IsCancelled()
    {
        _handles.Scarce = true;
        using var stop = new CancellationTokenSource();
        var accept = _listener.AcceptAsync(stop.Token).AsTask();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => accept);
    }

    private sealed class FakeHandles : IFileHandles
    {
        public bool Scarce { get; set; }

        public long? Limit => 400;

        public bool AreScarce() => Scarce;
    }

    private sealed class FakeListener : IConnectionListener
    {
        public int AcceptCount { get; private set; }

        public EndPoint EndPoint { get; } = new IPEndPoint(IPAddress.Loopback, 8080);

        public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            AcceptCount++;
            return ValueTask.FromResult<ConnectionContext?>(null);
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
