using Orleans.Runtime;
using RealtimeCluster.Chaos.Clients;
using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Chaos.Faults;

/// <summary>Where the owners of channels are, asked of the cluster's directory.</summary>
/// <param name="findGrains">The cluster's grains, while they can be reached.</param>
/// <param name="environment">The run's environment.</param>
/// <param name="channels">Its channels.</param>
internal sealed class OwnerMap(Func<IGrainFactory?> findGrains, string environment, IReadOnlyList<int> channels)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <summary>The channels whose owners live on the silo with this port.</summary>
    /// <param name="siloPort">The port it has inside the cluster.</param>
    /// <returns>Null when nobody can be asked.</returns>
    public async Task<IReadOnlySet<int>?> FindOwnedAsync(int siloPort)
    {
        if (findGrains() is not { } grains)
        {
            return null;
        }

        try
        {
            var management = grains.GetGrain<IManagementGrain>(0);
            var owners = await Task.WhenAll(channels.Select(async channel =>
            {
                var owner = grains.GetChannelOwner(ChannelKey.ForChannel(environment, ChannelName.FromText(Wire.ChannelName(channel))));
                return (Channel: channel, Silo: await management.GetActivationAddress(owner));
            })).WaitAsync(Deadline);
            return owners.Where(owner => owner.Silo?.Endpoint.Port == siloPort).Select(static owner => owner.Channel).ToHashSet();
        }
        catch (Exception exception) when (exception is TimeoutException or OrleansException)
        {
            // The last fault is not got over. Which channels the next one is about is for the report only.
            return null;
        }
    }
}
