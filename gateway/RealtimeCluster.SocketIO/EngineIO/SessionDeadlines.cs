namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>When a session must be pinged, and when it must end.</summary>
/// <remarks>
/// Deadlines count from what they are about (the handshake, the last pong), not from the tick that noticed it: a late
/// tick makes a ping late but never a session older than it may become. Guarded by the session's gate.
/// </remarks>
internal sealed class SessionDeadlines : IReadProgress
{
    private readonly Lock _gate;
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

    public SessionDeadlines(Lock gate, EngineIOOptions options, TimeProvider timeProvider)
    {
        _gate = gate;
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

    /// <summary>The client lives: the next ping, and what follows from no answer, count from now.</summary>
    public void Pong()
    {
        lock (_gate)
        {
            _pingAt = After(_options.PingInterval);
            _pongBy = _pingAt + _options.PingTimeout.Ticks(_timeProvider);
            _isPinged = false;
        }
    }

    /// <summary>Asks for a close at that time unless it is disarmed before.</summary>
    public void Arm(TimeSpan timeout, DisconnectReason reason)
    {
        lock (_gate)
        {
            _armedBy = After(timeout);
            _armedReason = reason;
        }
    }

    public void Disarm()
    {
        lock (_gate)
        {
            _armedBy = long.MaxValue;
        }
    }

    /// <summary>Until <see cref="Resume"/> no pong is missed.</summary>
    public void Pause()
    {
        lock (_gate)
        {
            _isPaused = true;
        }
    }

    public void Resume()
    {
        lock (_gate)
        {
            _isPaused = false;
            if (_timeProvider.GetTimestamp() >= _pongBy)
            {
                _pongBy = After(_options.PingTimeout);
            }
        }
    }

    /// <summary>A write did not complete at once: from now on it has a deadline.</summary>
    public void WriteStarted()
    {
        lock (_gate)
        {
            _writeBy = After(_options.WriteTimeout);
        }
    }

    /// <summary>The client has taken a part of a long write: it lives, though its pong may wait for the rest.</summary>
    public void WriteMoved()
    {
        lock (_gate)
        {
            if (_writeBy != long.MaxValue)
            {
                _writeBy = After(_options.WriteTimeout);
            }

            PostponePong();
        }
    }

    /// <inheritdoc/>
    /// <remarks>It stands for the pong that is stuck, so the client is pinged on: it would take the silence for the end of the connection.</remarks>
    public void ReadMoved()
    {
        lock (_gate)
        {
            PostponePong();
            if (_isPinged)
            {
                _pingAt = After(_options.PingInterval);
                _isPinged = false;
            }
        }
    }

    /// <summary>The write that waited is done.</summary>
    public void WriteEnded()
    {
        lock (_gate)
        {
            _writeBy = long.MaxValue;
        }
    }

    /// <summary>The session has begun to close: the time for its goodbye counts from now. The caller holds the gate.</summary>
    public void Close() => _closeBy = After(_options.CloseTimeout);

    /// <summary>Says what is due now. The caller holds the gate.</summary>
    /// <param name="reason">Why, of a session that is to close.</param>
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

    private void PostponePong() => _pongBy = Math.Max(_pongBy, After(_options.PingTimeout));

    private long After(TimeSpan duration) => _timeProvider.GetTimestamp() + duration.Ticks(_timeProvider);
}
