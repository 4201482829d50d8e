using RealtimeCluster.Chaos.Clients;
using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Chaos.Faults;

/// <summary>Where the owners of channels are, asked of the cluster's directory.</summary>
/// <param name="grains">The cluster's grains.</param>
/// <param name="environment">The run's environment.</param>
/// <param name="channels">Its channels.</param>
internal sealed class OwnerMap(IGrainFactory grains, string environment, IReadOnlyList<int> channels)
{
    /// <summary>The channels whose owners live on the silo with this port.</summary>
    /// <param name="siloPort">The port it has inside the cluster.</param>
    public async Task<IReadOnlySet<int>> FindOwnedAsync(int siloPort)
    {
        var management = grains.GetGrain<IManagementGrain>(0);
        var owners = await Task.WhenAll(channels.Select(async channel =>
        {
            var owner = grains.GetChannelOwner(ChannelKey.ForChannel(environment, ChannelName.FromText(Wire.ChannelName(channel))));
            return (Channel: channel, Silo: await management.GetActivationAddress(owner));
        }));
        return owners.Where(owner => owner.Silo?.Endpoint.Port == siloPort).Select(static owner => owner.Channel).ToHashSet();
    }
}
