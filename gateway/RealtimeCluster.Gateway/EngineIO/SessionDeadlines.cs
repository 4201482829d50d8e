namespace RealtimeCluster.Gateway.EngineIO;

/// <summary>When a session must be pinged, and when it must end. Pure but for the clock; not thread-safe.</summary>
/// <remarks>
/// Deadlines count from what they are about (the handshake, the last pong), not from the tick that noticed it: a late
/// tick makes a ping late but never a session older than it may become.
/// </remarks>
internal sealed class SessionDeadlines
{
    private readonly TimeProvider _timeProvider;
    private readonly EngineIOOptions _options;
    private long _pingAt;
    private long _pongBy;
    private long _writeBy = long.MaxValue;
    private long _closeBy = long.MaxValue;
    private long _armedBy = long.MaxValue;
    private DisconnectReason _armedReason;
    private bool _isPinged;
    private bool _isPaused;

    public SessionDeadlines(EngineIOOptions options, TimeProvider timeProvider)
    {
        _options = options;
        _timeProvider = timeProvider;
        Pong();
    }

    /// <summary>What a check asks of the session.</summary>
    public enum Verdict
    {
        None,
        Ping,
        Close,

        /// <summary>Close, and do not wait for a goodbye that could not be written.</summary>
        CloseAndCut,

        /// <summary>The time for a goodbye is over.</summary>
        Cut,
    }

    public void Pong()
    {
        _pingAt = After(_options.PingInterval);
        _pongBy = _pingAt + _options.PingTimeout.Ticks(_timeProvider);
        _isPinged = false;
    }

    public void Arm(TimeSpan timeout, DisconnectReason reason)
    {
        _armedBy = After(timeout);
        _armedReason = reason;
    }

    public void Disarm() => _armedBy = long.MaxValue;

    public void Pause() => _isPaused = true;

    public void Resume()
    {
        _isPaused = false;
        if (_timeProvider.GetTimestamp() >= _pongBy)
        {
            _pongBy = After(_options.PingTimeout);
        }
    }

    public void WriteStarted() => _writeBy = After(_options.WriteTimeout);

    public void WriteEnded() => _writeBy = long.MaxValue;

    public void Close() => _closeBy = After(_options.CloseTimeout);

    public Verdict Check(out DisconnectReason reason)
    {
        var now = _timeProvider.GetTimestamp();
        reason = default;
        if (_closeBy != long.MaxValue)
        {
            return now >= _closeBy ? Verdict.Cut : Verdict.None;
        }

        if (now >= _writeBy)
        {
            reason = DisconnectReason.WriteTimeout;
            return Verdict.CloseAndCut;
        }

        if (now >= _armedBy)
        {
            reason = _armedReason;
            return Verdict.Close;
        }

        if (!_isPaused && now >= _pongBy)
        {
            reason = DisconnectReason.PingTimeout;
            return Verdict.Close;
        }

        if (!_isPinged && now >= _pingAt)
        {
            _isPinged = true;
            return Verdict.Ping;
        }

        return Verdict.None;
    }

    private long After(TimeSpan duration) => _timeProvider.GetTimestamp() + duration.Ticks(_timeProvider);
}
