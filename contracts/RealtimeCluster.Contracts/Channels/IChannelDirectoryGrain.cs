namespace RealtimeCluster.Contracts.Channels;

/// <summary>Finds the channels of an environment that have members. Keeps nothing: each silo tells of those it owns. Key 0.</summary>
[GrainInterfaceType("realtime.channel-directory")]
public interface IChannelDirectoryGrain : IGrainWithIntegerKey
{
    /// <summary>The most channels of one answer.</summary>
    const int MaxCount = 1_000;

    /// <summary>Those whose names begin with a prefix.</summary>
    /// <param name="environment">The environment's id.</param>
    /// <param name="prefix">The prefix in the form of <see cref="ChannelName"/>; empty for all.</param>
    /// <param name="after">The canonical name after which to begin; <see langword="null"/> for the first.</param>
    /// <param name="count">The most channels to list, up to <see cref="MaxCount"/>.</param>
    /// <remarks>
    /// A channel that has members all the time is listed once, whatever others do meanwhile; only one whose owner was lost is missing until it has
    /// another. Costs each silo a look at all that it owns.
    /// </remarks>
    /// <exception cref="TimeoutException">A silo did not answer.</exception>
    [Alias("List")]
    Task<OccupiedChannelPage> ListAsync(string environment, string prefix, string? after, int count);
}
