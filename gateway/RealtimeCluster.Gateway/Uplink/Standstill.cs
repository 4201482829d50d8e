namespace RealtimeCluster.Gateway.Uplink;

/// <summary>Knows how long an owner has not answered, and who has been told.</summary>
/// <remarks>The uplink's lock guards all but the two looks at it. An answer ends it; a call that is repeated does not begin it anew.</remarks>
internal sealed class Standstill(TimeSpan patience, TimeProvider time)
{
    private readonly HashSet<ICommandSender> _told = new(ReferenceEqualityComparer.Instance);

    // 0 while nothing waits for the owner.
    private long _start;
    private volatile bool _isKnown;

    /// <summary>Whether it lasts longer than the patience, as of the last <see cref="Note"/>.</summary>
    public bool IsKnown => _isKnown && Volatile.Read(ref _start) != 0;

    /// <summary>Whether it lasts longer than the patience.</summary>
    public bool IsDue => Volatile.Read(ref _start) is not 0 and var start && time.GetElapsedTime(start) >= patience;

    /// <summary>A call begins. Only one is under way, so it needs no lock.</summary>
    public void Begin() => Volatile.Write(ref _start, Math.Max(1, time.GetTimestamp()));

    /// <summary>Which of those that wait are to be told now: of each sender the first command, once.</summary>
    public List<PendingCommand> Note(IEnumerable<PendingCommand> waiting)
    {
        if (!IsDue)
        {
            return [];
        }

        _isKnown = true;
        return [.. waiting.Where(pending => pending.Sender is { } sender && _told.Add(sender))];
    }

    /// <summary>The owner has answered.</summary>
    public void End()
    {
        Volatile.Write(ref _start, 0);
        if (_isKnown)
        {
            _isKnown = false;
            _told.Clear();
            _told.TrimExcess();
        }
    }
}
