namespace RealtimeCluster.Clustering.Membership;

/// <summary>What the other nodes' signs of life say of this node's clock.</summary>
/// <remarks>
/// Pure. Nodes write the time of their own clock into the membership table. One whose clock is behind seems to be long silent to the others, and one whose
/// clock is ahead takes the others for silent: either way Orleans no longer asks as many nodes before it declares one dead, and declares a joining
/// one dead at once. What it bears is the time after which a sign of life counts as missed, less the time between two of them.
/// </remarks>
/// <param name="maxSkew">What Orleans bears.</param>
internal sealed class ClockVerdict(TimeSpan maxSkew)
{
    /// <summary>What a node's sign of life says.</summary>
    public enum Sign
    {
        /// <summary>It is fresh by this node's clock.</summary>
        Agrees,

        /// <summary>It is of the future, or old: the clocks differ, or the node is dead.</summary>
        Doubtful,

        /// <summary>It was just written, and is of another time than this clock's.</summary>
        Differs,
    }

    /// <summary>Judges one sign.</summary>
    /// <param name="writtenAt">The time that it says.</param>
    /// <param name="now">This node's time.</param>
    /// <param name="isNew">Whether it was seen to come.</param>
    public Sign Judge(DateTimeOffset writtenAt, DateTimeOffset now, bool isNew) =>
        (writtenAt - now).Duration() <= maxSkew ? Sign.Agrees : isNew ? Sign.Differs : Sign.Doubtful;

    /// <summary>Whether this clock is the one that is off: more living nodes have another time than have the same.</summary>
    /// <param name="differingCount">How many have another time.</param>
    /// <param name="agreeingCount">How many have the same.</param>
    public static bool IsOff(int differingCount, int agreeingCount) => differingCount > agreeingCount;
}
