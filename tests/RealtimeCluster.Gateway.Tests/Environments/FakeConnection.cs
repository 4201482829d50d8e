using RealtimeCluster.Gateway.Environments;

namespace RealtimeCluster.Gateway.Tests.Environments;

/// <summary>A connection that can be ended once, and notes what else became of it.</summary>
internal sealed class FakeConnection(ConnectionGrant? grant) : IGrantedConnection
{
    private readonly TaskCompletionSource<Refusal> _revoked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Refusal> _lostUser = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ConnectionGrant? _grant = grant;
    private volatile Refusal? _pause;

    public ConnectionGrant? Grant => _grant;

    public Task<Refusal> Revoked => _revoked.Task;

    public Task<Refusal> LostUser => _lostUser.Task;

    /// <summary>Why it is not served now.</summary>
    public Refusal? PauseReason => _pause;

    public bool Pause(Refusal reason)
    {
        var wasServed = _pause is null;
        _pause = reason;
        return wasServed;
    }

    public bool Unpause()
    {
        var wasPaused = _pause is not null;
        _pause = null;
        return wasPaused;
    }

    public void LoseUser(Refusal reason)
    {
        _grant = _grant?.WithoutUser();
        _lostUser.TrySetResult(reason);
    }

    public void Revoke(Refusal reason)
    {
        _grant = null;
        _revoked.TrySetResult(reason);
    }
}
