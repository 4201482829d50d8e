namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>The upgrade of a polling session: the WebSocket that wants to take over, and how far it has come.</summary>
/// <remarks>Guarded by the session's gate. Only one WebSocket at a time is a candidate; one that fails leaves room for the next.</remarks>
internal sealed class SessionUpgrade(EngineSession session, PollingTransport polling)
{
    private WebSocketTransport? _candidate;
    private TaskCompletionSource? _ended;
    private long _deadline;

    /// <summary>Whether the client has tried the WebSocket, so that polls are to be released.</summary>
    public bool IsProbed { get; private set; }

    /// <summary>Completes when the upgrade has ended either way; null when there is none.</summary>
    public Task? InProgress => _ended?.Task;

    /// <summary>Begins an upgrade; false when there is one already. The caller holds the gate.</summary>
    public bool TryBegin(WebSocketTransport candidate)
    {
        if (_candidate is not null)
        {
            return false;
        }

        var timeProvider = session.Server.TimeProvider;
        _candidate = candidate;
        _deadline = timeProvider.GetTimestamp() + session.Server.Options.UpgradeTimeout.Ticks(timeProvider);
        _ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return true;
    }

    /// <summary>The client tries its WebSocket: the poll that is held is let go, since the client waits for it before it goes on.</summary>
    public bool TryProbe(WebSocketTransport candidate)
    {
        lock (session.Gate)
        {
            if (_candidate != candidate)
            {
                return false;
            }

            IsProbed = true;
            polling.ReleasePoll();
            return true;
        }
    }

    /// <summary>The client has paused polling: the WebSocket carries the session from now on.</summary>
    public bool TryComplete(WebSocketTransport candidate)
    {
        lock (session.Gate)
        {
            // A client pauses polling before it upgrades: a POST under way means that order is not its concern.
            if (!session.IsOpen || polling.IsPosting || _candidate != candidate || !IsProbed)
            {
                return false;
            }

            Abandon();
            polling.ReleasePoll();
            session.CarryBy(candidate);
        }

        candidate.Flush();
        return true;
    }

    /// <summary>The WebSocket is gone: if it was the candidate, the upgrade ends.</summary>
    public void End(WebSocketTransport candidate)
    {
        lock (session.Gate)
        {
            if (_candidate == candidate)
            {
                Abandon();
            }
        }
    }

    /// <summary>Ends an upgrade that takes too long. The caller holds the gate.</summary>
    /// <returns>The WebSocket it was about.</returns>
    public WebSocketTransport? AbandonIfLate() =>
        _candidate is not null && session.Server.TimeProvider.GetTimestamp() >= _deadline ? Abandon() : null;

    /// <summary>Ends the upgrade and returns the WebSocket it was about. The caller holds the gate.</summary>
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
