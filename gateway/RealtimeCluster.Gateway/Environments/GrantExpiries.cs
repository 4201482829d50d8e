namespace RealtimeCluster.Gateway.Environments;

/// <summary>
/// The moments at which live connections must be judged again: whole seconds in the near future, so that any number of grants
/// costs a bounded number of entries and at most one visit a second.
/// </summary>
/// <remarks>
/// What lies beyond <see cref="Horizon"/> is not kept: the <see cref="GrantWatcher"/> visits all connections more often than that
/// and notes it then. Every moment is kept a second time one second later, for a connection that was let in just before it and
/// became visible to the visit just after.
/// </remarks>
public sealed class GrantExpiries
{
    /// <summary>How far ahead moments are kept.</summary>
    internal static readonly TimeSpan Horizon = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan SecondLook = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly SortedSet<long> _seconds = [];

    /// <summary>Creates an empty schedule.</summary>
    /// <param name="time">The clock.</param>
    public GrantExpiries(TimeProvider time) => _time = time;

    /// <summary>A moment earlier than all others was noted.</summary>
    internal event Action? Advanced;

    /// <summary>Keeps a moment at which some grant ends.</summary>
    internal void Note(DateTimeOffset moment)
    {
        var now = _time.GetUtcNow();
        if (moment > now + Horizon)
        {
            return;
        }

        // Rounded up: at the noted second the grant has ended for certain.
        var second = (Max(moment, now).UtcTicks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond;
        bool advanced;
        lock (_lock)
        {
            var before = _seconds.Min;
            var empty = _seconds.Count == 0;
            _seconds.Add(second);
            _seconds.Add(second + (long)SecondLook.TotalSeconds);
            advanced = empty || second < before;
        }

        if (advanced)
        {
            Advanced?.Invoke();
        }
    }

    /// <summary>The nearest moment; null if none is kept.</summary>
    internal DateTimeOffset? Nearest()
    {
        lock (_lock)
        {
            return _seconds.Count == 0 ? null : new DateTimeOffset(_seconds.Min * TimeSpan.TicksPerSecond, TimeSpan.Zero);
        }
    }

    /// <summary>Drops the moments that have come; true if there were any.</summary>
    internal bool TryTakeDue()
    {
        var second = _time.GetUtcNow().UtcTicks / TimeSpan.TicksPerSecond;
        lock (_lock)
        {
            return _seconds.RemoveWhere(kept => kept <= second) > 0;
        }
    }

    private static DateTimeOffset Max(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;
}
