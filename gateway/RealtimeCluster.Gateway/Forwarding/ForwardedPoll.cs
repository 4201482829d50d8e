using RealtimeCluster.SocketIO.EngineIO;
using RealtimeCluster.SocketIO.WebSockets;

namespace RealtimeCluster.Gateway.Forwarding;

/// <summary>A poll that another gateway has: its packets are kept until that gateway has said that the client has them.</summary>
internal sealed class ForwardedPoll(SiloAddress edge, TimeSpan lease, TimeProvider timeProvider, PollingTransport transport)
    : LeasedRequest(edge, lease, timeProvider), IPollReply
{
    private readonly TaskCompletionSource<byte[]?> _body = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile IWriteProgress? _progress;
    private readonly TaskCompletionSource _delivered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public CancellationToken Aborted => Lost;

    /// <summary>The body, once there is one; null when there is nothing to poll.</summary>
    public Task<byte[]?> Body => _body.Task;

    /// <summary>Completes the session's own handling of the poll. False when there is no session to poll.</summary>
    public Task<bool> RunAsync() => transport.PollAsync(this);

    public Task WriteAsync(OutboundMessage[] packets, IWriteProgress progress, CancellationToken cancellationToken)
    {
        _progress = progress;
        _body.TrySetResult(PollingPayload.Join(packets));
        return _delivered.Task.WaitAsync(cancellationToken);
    }

    public void Abort() => _body.TrySetResult(null);

    public void Release() => transport.Release();

    /// <summary>That gateway writes the body to the client, and asks for more of it or for nothing but more time.</summary>
    public void Moved() => _progress?.OnWriteMoved();

    public void Delivered() => _delivered.TrySetResult();
}
