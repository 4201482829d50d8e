namespace RealtimeCluster.Gateway.EngineIO;

/// <summary>The upgrade of a polling session: the WebSocket that wants to take over, and how far it has come. Not thread-safe.</summary>
internal sealed class SessionUpgrade
{
    private WebSocketTransport? _candidate;
    private TaskCompletionSource? _ended;
    private long _deadline;

    /// <summary>Whether the client has tried the WebSocket, so that polls are to be released.</summary>
    public bool IsProbed { get; private set; }

    /// <summary>Completes when the upgrade has ended either way; null when there is none.</summary>
    public Task? InProgress => _ended?.Task;

    public bool TryBegin(WebSocketTransport candidate, long deadline)
    {
        if (_candidate is not null)
        {
            return false;
        }

        _candidate = candidate;
        _deadline = deadline;
        _ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return true;
    }

    public bool TryProbe(WebSocketTransport candidate) => _candidate == candidate && (IsProbed = true);

    public bool TryComplete(WebSocketTransport candidate)
    {
        var isReady = _candidate == candidate && IsProbed;
        if (isReady)
        {
            Abandon();
        }

        return isReady;
    }

    public void End(WebSocketTransport candidate)
    {
        if (_candidate == candidate)
        {
            Abandon();
        }
    }

    public bool IsLate(TimeProvider timeProvider) => _candidate is not null && timeProvider.GetTimestamp() >= _deadline;

    /// <summary>Ends the upgrade and returns the WebSocket it was about.</summary>
    public WebSocketTransport? Abandon()
    {
        var candidate = _candidate;
        _candidate = null;
        IsProbed = false;
        _ended?.TrySetResult();
        _ended = null;
        return candidate;
    }
}
