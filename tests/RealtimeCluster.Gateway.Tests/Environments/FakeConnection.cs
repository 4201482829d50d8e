using RealtimeCluster.Gateway.Environments;

namespace RealtimeCluster.Gateway.Tests.Environments;

/// <summary>A connection that can be ended once.</summary>
internal sealed class FakeConnection(ConnectionGrant? grant) : IGrantedConnection
{
    private readonly TaskCompletionSource<Refusal> _revoked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ConnectionGrant? _grant = grant;

    public ConnectionGrant? Grant => _grant;

    public Task<Refusal> Revoked => _revoked.Task;

    public void Revoke(Refusal reason)
    {
        _grant = null;
        _revoked.TrySetResult(reason);
    }
}
