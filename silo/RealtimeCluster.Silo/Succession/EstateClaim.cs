using RealtimeCluster.Silo.Log.Recovery;

namespace RealtimeCluster.Silo.Succession;

/// <summary>What an owner that starts was given by those that it succeeds, until it has started. If it never does, whoever comes next finds it.</summary>
/// <remarks>An estate is given once. An owner may be given up while it is on its way, and while others are still asked. Thread-safe.</remarks>
/// <param name="putBack">Keeps an estate for the next owner.</param>
internal sealed class EstateClaim(Action<LogEstate> putBack)
{
    private readonly Lock _lock = new();
    private LogEstate? _estate;
    private State _state;

    private enum State
    {
        Open,
        Used,
        GivenUp,
    }

    /// <summary>The one of the highest term so far.</summary>
    public LogEstate? Estate
    {
        get
        {
            lock (_lock)
            {
                return _estate;
            }
        }
    }

    /// <summary>A silo has handed one over.</summary>
    /// <param name="estate">The estate.</param>
    public void Add(LogEstate estate)
    {
        lock (_lock)
        {
            if (_state != State.GivenUp)
            {
                _estate = _estate?.Term >= estate.Term ? _estate : estate;
                return;
            }
        }

        putBack(estate);
    }

    /// <summary>The owner has started. What comes later is of the past.</summary>
    public void Use()
    {
        lock (_lock)
        {
            _state = State.Used;
        }
    }

    /// <summary>The owner will not start.</summary>
    public void GiveUp()
    {
        LogEstate? estate;
        lock (_lock)
        {
            (estate, _estate, _state) = (_estate, null, State.GivenUp);
        }

        if (estate is not null)
        {
            putBack(estate);
        }
    }
}
