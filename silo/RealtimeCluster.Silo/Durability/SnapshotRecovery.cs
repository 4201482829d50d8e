using RealtimeCluster.Silo.Log.Recovery;

namespace RealtimeCluster.Silo.Durability;

/// <summary>What an owner that nobody else knows anything for may make of a stored log.</summary>
/// <remarks>
/// Pure. A snapshot that is final, and that this owner has claimed, says all that anybody saw, so the log goes on in its epoch. Any other
/// one is older than what clients saw by nobody knows how much: offsets after its last one were given to events that are lost. So
/// the log goes on in a new epoch, where no position of the old one counts, not even one that lies within the snapshot: its client
/// missed the lost events too, and may not be told that it missed nothing. The kept events stay readable as history. The members are
/// gone: without a position that counts none of them can come back, and there is nobody left who saw them.
/// </remarks>
public static class SnapshotRecovery
{
    /// <summary>Decides.</summary>
    /// <param name="stored">What storage held.</param>
    /// <param name="isClaimed">Whether it was final and has been marked as in use.</param>
    /// <param name="isComplete">Whether every gateway was heard, and said that it knows nothing of the log.</param>
    /// <param name="newEpoch">A number for a new epoch.</param>
    /// <param name="continues">Whether the log goes on in its epoch.</param>
    /// <returns>What the log goes on from.</returns>
    public static LogEstate Recover(LogEstate stored, bool isClaimed, bool isComplete, long newEpoch, out bool continues)
    {
        ArgumentNullException.ThrowIfNull(stored);
        continues = isClaimed && isComplete;
        return continues ? stored : stored with
        {
            Epoch = Math.Max(newEpoch, stored.Epoch + 1),

            // Nobody can go on from before: that is how a tail says it.
            TailStartsAfter = stored.LastOffset,
            Members = [],
            Gateways = [],
        };
    }

    /// <summary>Whether a stored log says more than gateways that hold some of its events but cannot prove that these are all.</summary>
    /// <param name="stored">What storage held.</param>
    /// <param name="isClaimed">Whether it was final and has been marked as in use.</param>
    /// <param name="isComplete">Whether every gateway was heard.</param>
    /// <param name="known">What the gateways hold.</param>
    public static bool Proves(LogEstate stored, bool isClaimed, bool isComplete, RecoveredLog known)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(known);
        return isClaimed && isComplete && stored.Epoch == known.Epoch && stored.LastOffset >= known.LastOffset;
    }
}
