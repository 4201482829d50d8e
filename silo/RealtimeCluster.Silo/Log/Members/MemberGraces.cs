namespace RealtimeCluster.Silo.Log.Members;

/// <summary>Until when members who are away may come back.</summary>
/// <remarks>A queue: graces are equally long, so who went first is due first. Who came back stays in it until it is its turn.</remarks>
internal sealed class MemberGraces(LogMembership members)
{
    private readonly Queue<(LogMember Member, long Deadline)> _graces = new();

    /// <summary>When the next grace ends; <see langword="null"/> when nobody is away.</summary>
    public long? NextEnd
    {
        get
        {
            DropReturned();
            return _graces.TryPeek(out var next) ? next.Deadline : null;
        }
    }

    public void Begin(LogMember member, long deadline) => _graces.Enqueue((member, deadline));

    /// <summary>Takes the members whose grace is over.</summary>
    /// <remarks>Each is to be removed before the next is taken: a member may have been away more than once.</remarks>
    public IEnumerable<LogMember> TakeEnded(long now)
    {
        while (NextEnd is { } deadline && deadline <= now)
        {
            yield return _graces.Dequeue().Member;
        }
    }

    private void DropReturned()
    {
        while (_graces.TryPeek(out var next) && !members.IsAway(next.Member))
        {
            _graces.Dequeue();
        }
    }
}
