using Microsoft.Extensions.Options;
using Orleans.Configuration;
using RealtimeCluster.Clustering.Streams;

namespace RealtimeCluster.Clustering.Recovery;

/// <summary>
/// The times whose relation to each other is what makes recovery correct. All of them follow from two settings,
/// <c>Cluster:ProbeTimeout</c> and <c>Cluster:Outbox:Patience</c>, so that changing one of those keeps the others right.
/// </summary>
/// <remarks>
/// Each property states the inequality it satisfies. <see cref="RecoveryTimesRules"/> checks at start what settings could break. Immutable.
/// </remarks>
public sealed class RecoveryTimes
{
    // What comes on top of any time that was measured at another node: a turn, a timer, a message on its way.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    // An activation has 30 s by default, in which its owner asks silos, asks gateways and may read storage.
    private static readonly TimeSpan LongestGather = TimeSpan.FromSeconds(8);

    /// <summary>Derives the times from the settings of a node.</summary>
    /// <param name="membership">How the cluster finds out that a node is dead.</param>
    /// <param name="outbox">How long an owner waits for a gateway.</param>
    /// <param name="messaging">How long a call between nodes may take.</param>
    public RecoveryTimes(IOptions<ClusterMembershipOptions> membership, IOptions<OutboxOptions> outbox, IOptions<SiloMessagingOptions> messaging)
    {
        ArgumentNullException.ThrowIfNull(membership);
        ArgumentNullException.ThrowIfNull(outbox);
        ArgumentNullException.ThrowIfNull(messaging);
        Verdict = VerdictOf(membership.Value);
        Delivery = DeliveryOf(outbox.Value, membership.Value);
        Call = messaging.Value.ResponseTimeout;
    }

    /// <summary>The times that follow from the default settings of Orleans and of this cluster.</summary>
    public static RecoveryTimes Default { get; } = new(
        Options.Create(new ClusterMembershipOptions { ProbeTimeout = new Hosting.ClusterOptions().ProbeTimeout }),
        Options.Create(new OutboxOptions()),
        Options.Create(new SiloMessagingOptions()));

    /// <summary>From the moment a node is gone or silent to the cluster's verdict that it is dead.</summary>
    public TimeSpan Verdict { get; }

    /// <summary>
    /// How long an event may take from its owner's turn to a gateway; after that the gateway is given a gap. At least <see cref="Verdict"/>, so
    /// that a gateway that stands still and is not dead loses nothing.
    /// </summary>
    public TimeSpan Delivery { get; }

    /// <summary>The longest a call between nodes waits for its answer.</summary>
    public TimeSpan Call { get; }

    /// <summary>
    /// How long a gateway keeps the events that an owner acknowledged to it, and those it showed to members who have left. More than
    /// <see cref="Delivery"/> + <see cref="Verdict"/>: an owner that dies before its streams have brought an event everywhere is
    /// succeeded while the event is still here.
    /// </summary>
    public TimeSpan Kept => Delivery + Verdict + Margin;

    /// <summary>
    /// How long after a gateway's death a successor of an owner cannot prove continuity. At least <see cref="Delivery"/> +
    /// <see cref="Verdict"/>: an owner that lived longer than <see cref="Delivery"/> after that death brought the others all that the
    /// dead gateway saw, and it takes up to <see cref="Verdict"/> until its successor asks.
    /// </summary>
    public TimeSpan Suspicion => Delivery + Verdict;

    /// <summary>
    /// How long a successor waits for one answer of a node. More than <see cref="Verdict"/>, so that a silent node is either heard or known to be dead; where probes
    /// are slower than that allows, a node that is silent for longer counts as not heard, and continuity as not proven.
    /// </summary>
    public TimeSpan Gather => Verdict * 2 < LongestGather ? Verdict * 2 : LongestGather;

    /// <summary>How long a gateway that takes a connection over waits for the former one to let go. At least <see cref="Verdict"/>: then that one has answered or is dead.</summary>
    public TimeSpan Yield => Verdict;

    /// <summary>How long a resume waits for a session shard, and again for the owners of its logs. More than <see cref="Gather"/>: within it an owner that died has a successor.</summary>
    public TimeSpan Resume => Gather + Margin + Margin;

    /// <summary>The longest a take-over may take in all: a claim, the former gateway's letting go, the owners' answers.</summary>
    public TimeSpan Takeover => Resume + Yield + Resume;

    /// <summary>
    /// How long a client waits at most for the second copy of its session. More than <see cref="Verdict"/>: within it a shard whose silo died has another.
    /// </summary>
    public TimeSpan Save => Verdict + (Margin / 2);

    /// <summary>
    /// How long a gateway remembers which owner it may heed of a log that nobody here is in. More than <see cref="Delivery"/> + <see cref="Verdict"/> + <see cref="Call"/>: as long as
    /// a batch of an owner that was succeeded can still be on its way.
    /// </summary>
    public TimeSpan Fence => Delivery + Verdict + Call + Margin;

    /// <summary>How long a part of an envelope waits on a gateway for the others. More than <see cref="Call"/>: the call that brings the next one may be under way as long.</summary>
    public TimeSpan Assembly => Call + Margin;

    /// <summary>
    /// How long what an owner or shard left waits for its successor. At least <see cref="Call"/>, the longest that the call which brings the successor to life may be under way.
    /// </summary>
    public TimeSpan Estate => Call;

    /// <summary>
    /// How long after a change of the cluster a node may hold something that a successor of an owner has to ask for. More than <see cref="Fence"/> and <see cref="Estate"/>, and
    /// <see cref="Gather"/> on top: what was left when the change was heard of is claimed within it, or has had its time.
    /// </summary>
    public TimeSpan Settled => Fence + Gather;

    /// <summary>How long a large answer waits for whoever asked. More than <see cref="Call"/>: so late may the asker hear of it.</summary>
    public TimeSpan Answer => Call + Call;

    /// <summary>How long one part of a large answer is waited for. More than <see cref="Verdict"/>: a node that gives none is known to be dead then.</summary>
    public TimeSpan Part => Verdict + Margin;

    /// <summary>How long a large answer is kept after its last part was read. More than <see cref="Part"/> for each of the attempts that may be made to read that again.</summary>
    public TimeSpan PartKept => (Part + Margin) * PartAttempts;

    /// <summary>How long a call between nodes may be under way before the node counts as not ready. More than <see cref="Verdict"/> + <see cref="Gather"/>: within it a node that is gone is replaced.</summary>
    public TimeSpan Stand => Verdict + Gather + Gather;

    /// <summary>How often a part of a large answer is asked for before the answer is given up.</summary>
    internal const int PartAttempts = 3;

    /// <summary>See <see cref="Verdict"/>.</summary>
    /// <param name="membership">The settings it follows from.</param>
    internal static TimeSpan VerdictOf(ClusterMembershipOptions membership) => (membership.ProbeTimeout * (membership.NumMissedProbesLimit + 1)) + Margin;

    /// <summary>See <see cref="Delivery"/>.</summary>
    /// <param name="outbox">The setting, if there is one.</param>
    /// <param name="membership">What it follows from, if not.</param>
    internal static TimeSpan DeliveryOf(OutboxOptions outbox, ClusterMembershipOptions membership) => outbox.Patience ?? VerdictOf(membership) + Margin;
}
