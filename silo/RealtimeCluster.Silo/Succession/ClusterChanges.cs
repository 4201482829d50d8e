using Microsoft.Extensions.Options;
using RealtimeCluster.Clustering.Recovery;

namespace RealtimeCluster.Silo.Succession;

/// <summary>When the cluster last changed, as this silo heard of it: says whom an owner that starts has to ask.</summary>
/// <remarks>
/// <para>
/// An owner that starts may be the successor of one that died, that lost its place in Orleans' directory, or that left something behind. Each of these follows a change:
/// a node that came, stopped or died, or a silo that says that it leaves something, see <see cref="EstateNotices"/>. What such a change can leave has its time.
/// While that lasts every node is asked; after it there is nothing that an owner could succeed to but a log that rests, which lies at its home.
/// </para>
/// <para>
/// A silo knows of no change before it began, and of none while it stood still: both count as one. Of one that it has not heard of yet <see cref="MembershipCheck"/> tells. Thread-safe.
/// </para>
/// </remarks>
/// <param name="times">How long what a change leaves has its time.</param>
/// <param name="options">How long a log rests.</param>
/// <param name="time">The clock.</param>
internal sealed class ClusterChanges(RecoveryTimes times, IOptions<RecoveryOptions> options, TimeProvider time)
{
    /// <summary>How often <see cref="Look"/> is to be called.</summary>
    public static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(500);

    // Two looks may be late on a busy node.
    private static readonly TimeSpan MaxLookAge = LookInterval * 4;

    private long _last = time.GetTimestamp();
    private long _looked = time.GetTimestamp();

    /// <summary>Whether gateways may hold something of a log whose owner is gone, or follow an owner that was succeeded.</summary>
    public bool AreGatewaysConcerned => IsYounger(times.Settled);

    /// <summary>Whether silos may have something that an owner left, be it at rest, elsewhere than at its home.</summary>
    public bool AreSilosConcerned => IsYounger(times.Settled) || IsYounger(options.Value.Window + times.Gather);

    /// <summary>The cluster changes, or is about to.</summary>
    public void Note() => Volatile.Write(ref _last, time.GetTimestamp());

    /// <summary>Says that this process does not stand still. After a pause what happened meanwhile may not have been heard of yet.</summary>
    public void Look()
    {
        if (IsStanding)
        {
            Note();
        }

        Volatile.Write(ref _looked, time.GetTimestamp());
    }

    private bool IsStanding => time.GetElapsedTime(Volatile.Read(ref _looked)) > MaxLookAge;

    private bool IsYounger(TimeSpan age) => IsStanding || time.GetElapsedTime(Volatile.Read(ref _last)) < age;
}
