using Orleans.Concurrency;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Silo.Succession;

namespace RealtimeCluster.Silo.Owners;

/// <summary>Asks all silos which channels they own, and puts their answers together.</summary>
/// <remarks>Keeps nothing, so there may be one on each silo, and calls interleave.</remarks>
[GrainType("realtime.channel-directory")]
[StatelessWorker]
[Reentrant]
internal sealed class ChannelDirectoryGrain(IOwnerClient silos, TimeProvider time) : Grain, IChannelDirectoryGrain
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public async Task<OccupiedChannelPage> ListAsync(string environment, string prefix, string? after, int count)
    {
        var most = Math.Clamp(count, 1, IChannelDirectoryGrain.MaxCount);

        // One more than is listed, to know whether there are others.
        var answers = await Task.WhenAll(silos.GetLive().Select(silo => silos.Get(silo).ListChannelsAsync(environment, prefix, after, most + 1)))
            .WaitAsync(Patience, time);
        OccupiedChannel[] merged = [.. answers.SelectMany(static answer => answer)
            .OrderBy(static channel => ChannelName.ToText(channel.Name), StringComparer.Ordinal)
            .DistinctBy(static channel => channel.Name, StringComparer.Ordinal)
            .Take(most + 1)];
        return merged.Length > most ? new OccupiedChannelPage(merged[..most], HasMore: true) : new OccupiedChannelPage(merged, HasMore: false);
    }
}
