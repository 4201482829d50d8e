using System.Diagnostics;

namespace RealtimeCluster.Silo.Durability;

/// <summary>When the state of one log is to be written.</summary>
/// <remarks>
/// Pure but for its clock, and thread-safe. The first change after a rest is due at once; later ones gather for the interval, or for ten
/// times what the last write took. One write at a time; a failed one is tried again after a pause that doubles.
/// </remarks>
/// <param name="interval">The least time between two writes.</param>
/// <param name="maxRetryDelay">The longest pause after a failure.</param>
/// <param name="time">The clock.</param>
public sealed class WriteSchedule(TimeSpan interval, TimeSpan maxRetryDelay, TimeProvider time)
{
    private const int RestFactor = 10;

    private readonly Lock _lock = new();
    private long _version;
    private long _savedVersion;
    private long _writtenVersion;
    private long _dirtySince;
    private long _changedWhileWriting;
    private long _begun;
    private long _due = long.MinValue;
    private TimeSpan _retryDelay;
    private bool _isWriting;

    /// <summary>Whether there are changes that were not written.</summary>
    public bool IsDirty
    {
        get
        {
            lock (_lock)
            {
                return _version != _savedVersion;
            }
        }
    }

    /// <summary>Whether a write should begin now.</summary>
    public bool IsDue
    {
        get
        {
            lock (_lock)
            {
                return _version != _savedVersion && !_isWriting && time.GetTimestamp() >= _due;
            }
        }
    }

    /// <summary>How old the oldest change is that was not written.</summary>
    public TimeSpan Lag
    {
        get
        {
            lock (_lock)
            {
                return _version == _savedVersion ? TimeSpan.Zero : time.GetElapsedTime(_dirtySince);
            }
        }
    }

    /// <summary>Takes note of a change.</summary>
    /// <returns>Whether everything was written before it.</returns>
    public bool Change()
    {
        lock (_lock)
        {
            var wasClean = _version == _savedVersion;
            _version++;
            if (wasClean)
            {
                _dirtySince = time.GetTimestamp();
            }
            else if (_isWriting && _changedWhileWriting == 0)
            {
                _changedWhileWriting = time.GetTimestamp();
            }

            return wasClean;
        }
    }

    /// <summary>A write begins; call it before the state is captured.</summary>
    public void Begin()
    {
        lock (_lock)
        {
            Debug.Assert(!_isWriting, "One write at a time.");
            _isWriting = true;
            _writtenVersion = _version;
            _changedWhileWriting = 0;
            _begun = time.GetTimestamp();
        }
    }

    /// <summary>The write is done.</summary>
    public void Succeed()
    {
        lock (_lock)
        {
            var rest = time.GetElapsedTime(_begun) * RestFactor;
            End(rest > interval ? rest : interval);
            _retryDelay = TimeSpan.Zero;
            _savedVersion = _writtenVersion;
            _dirtySince = _changedWhileWriting;
        }
    }

    /// <summary>The write failed, or nobody knows whether it did.</summary>
    public void Fail()
    {
        lock (_lock)
        {
            var doubled = _retryDelay == TimeSpan.Zero ? interval : _retryDelay * 2;
            _retryDelay = doubled > maxRetryDelay ? maxRetryDelay : doubled;
            End(_retryDelay);
        }
    }

    private void End(TimeSpan rest)
    {
        Debug.Assert(_isWriting, "What ends has begun.");
        _isWriting = false;
        _due = time.GetTimestamp() + (long)(rest.TotalSeconds * time.TimestampFrequency);
    }
}
