using Orleans.Services;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Silo.Log.Recovery;
using RealtimeCluster.Silo.Succession;

namespace RealtimeCluster.Silo.Channels.HandOver;

/// <summary>Where a silo hands over the owners that it has or had. Addressed by the silo's address.</summary>
/// <remarks>Orleans addresses a grain service by the full name of its interface, so this one keeps the namespace that it was first released with.</remarks>
internal interface IOwnerService : IGrainService
{
    /// <summary>
    /// Ends an owner that still lives here, and gives what it knew. Orleans moves an activation when the node that kept its
    /// directory entry dies, and may have two of them for a moment: only the later one may go on.
    /// </summary>
    /// <param name="owner">The owner.</param>
    /// <param name="term">The term of the owner that asks.</param>
    /// <returns><see langword="null"/> when there is none, nor was lately.</returns>
    /// <exception cref="HigherTermException">There is one whose term is not lower.</exception>
    [Alias("HandOver")]
    Task<LogEstate?> HandOverAsync(GrainId owner, long term);

    /// <summary>An owner whose home is this silo has ended on another one, which keeps what it left. Whoever asks here is given that.</summary>
    /// <param name="owner">The owner.</param>
    /// <param name="silo">The other silo.</param>
    [Alias("ExpectEstate")]
    Task ExpectEstateAsync(GrainId owner, SiloAddress silo);

    /// <summary>An owner has ended elsewhere that somebody misses: whoever starts here within <c>RecoveryTimes.Settled</c> asks every node for what it has to go on with.</summary>
    [Alias("ExpectEstates")]
    Task ExpectEstatesAsync();

    /// <summary>Ends a session shard that still lives here, and gives its sessions.</summary>
    /// <param name="shard">The shard.</param>
    [Alias("HandOverSessions")]
    Task<SessionRecord[]> HandOverSessionsAsync(GrainId shard);

    /// <summary>The channels of an environment that live here and have members. Costs a look at all that lives here.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="prefix">What their names begin with, in canonical form.</param>
    /// <param name="after">The canonical name after which to begin; <see langword="null"/> for the first.</param>
    /// <param name="count">The most channels.</param>
    /// <returns>The first ones in the ordinal order of their plain names.</returns>
    [Alias("ListChannels")]
    Task<OccupiedChannel[]> ListChannelsAsync(string environment, string prefix, string? after, int count);
}
