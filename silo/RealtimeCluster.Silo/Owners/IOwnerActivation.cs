using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Silo.Log.Recovery;

namespace RealtimeCluster.Silo.Owners;

/// <summary>An activation of an owner as the rest of its silo sees it. Everything here is safe to call from any thread.</summary>
internal interface IOwnerActivation
{
    /// <summary>The owner.</summary>
    GrainId Id { get; }

    /// <summary>The log it owns.</summary>
    ChannelKey Key { get; }

    /// <summary>Its life: higher than that of every earlier activation of this owner.</summary>
    long Term { get; }

    /// <summary>Its term; 0 once it is handed over.</summary>
    long LivingTerm { get; }

    /// <summary>How others call this owner, or the one that succeeded it.</summary>
    IChannelOwner Self { get; }

    /// <summary>Whether the activation is over.</summary>
    bool IsOver { get; }

    /// <summary>How many members there are; none once it is handed over.</summary>
    int CountMembers();

    /// <summary>Stops for good and gives what is known to a successor. A turn under way is in it or not at all.</summary>
    /// <param name="term">The successor's term.</param>
    /// <returns><see langword="null"/> when it has been handed over, or the other is no successor.</returns>
    LogEstate? HandOver(long term);

    /// <summary>Lets go of what is too old in its tail, and says for how long it has been of no use: nobody is in it or listens, and nothing is asked of it.</summary>
    /// <returns><see langword="null"/> when it has to stay; the longest time there is for one that has been handed over.</returns>
    TimeSpan? Settle();

    /// <summary>Whether what it leaves when it ends is all that a successor needs: storage has no part in it.</summary>
    bool CanRest { get; }

    /// <summary>Ends it, as Orleans does with what nobody uses.</summary>
    /// <returns>Completes when it has ended.</returns>
    Task EndAsync();

    /// <summary>Ends it, and calls the one that succeeds it at its home.</summary>
    /// <returns>Completes when that has come to life.</returns>
    Task MoveAsync();
}
