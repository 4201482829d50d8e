namespace RealtimeCluster.Silo.Owners;

/// <summary>Says which owners a silo need not keep.</summary>
/// <param name="window">One that nobody has used for longer has nothing left to tell.</param>
/// <param name="maxCount">Of those that may rest so many are kept awake.</param>
internal sealed class IdleOwners(TimeSpan window, int maxCount)
{
    /// <summary>Nobody is in the midst of something with a log for longer than that, so that it does not rest and start again between two events.</summary>
    internal static readonly TimeSpan MinIdleTime = TimeSpan.FromSeconds(5);

    /// <summary>Looks at owners, which also let go of what is too old.</summary>
    /// <param name="owners">All of a silo.</param>
    /// <returns>Those to end: what has been idle for the window, and the longest idle of the rest above the number that is kept.</returns>
    public IReadOnlyCollection<IOwnerActivation> Choose(IEnumerable<IOwnerActivation> owners)
    {
        var ended = new List<IOwnerActivation>();
        var idle = new List<(IOwnerActivation Owner, TimeSpan Time)>();
        foreach (var owner in owners)
        {
            var time = owner.Settle();
            if (owner.IsOver || time > window)
            {
                ended.Add(owner);
            }
            else if (time >= MinIdleTime && owner.CanRest)
            {
                idle.Add((owner, time.Value));
            }
        }

        if (idle.Count > maxCount)
        {
            ended.AddRange(idle.OrderByDescending(static candidate => candidate.Time).Take(idle.Count - maxCount).Select(static candidate => candidate.Owner));
        }

        return ended;
    }
}
