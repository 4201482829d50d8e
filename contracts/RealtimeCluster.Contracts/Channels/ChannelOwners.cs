using RealtimeCluster.Contracts.Broadcast;
using RealtimeCluster.Contracts.Users;

namespace RealtimeCluster.Contracts.Channels;

/// <summary>Finds the owner of a log.</summary>
public static class ChannelOwners
{
    /// <summary>The grain that owns <paramref name="key"/>.</summary>
    /// <param name="grains">The cluster's grains.</param>
    /// <param name="key">The log.</param>
    public static IChannelOwner GetChannelOwner(this IGrainFactory grains, ChannelKey key)
    {
        ArgumentNullException.ThrowIfNull(grains);
        var grainKey = key.ToGrainKey();
        return key.Kind switch
        {
            ChannelKind.Channel => grains.GetGrain<IChannelGrain>(grainKey),
            ChannelKind.Broadcast => grains.GetGrain<IBroadcastGrain>(grainKey),
            ChannelKind.User => grains.GetGrain<IUserGrain>(grainKey),
            _ => throw new ArgumentOutOfRangeException(nameof(key), key.Kind, "Unknown kind of channel."),
        };
    }
}
