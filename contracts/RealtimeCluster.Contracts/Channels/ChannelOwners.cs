using RealtimeCluster.Contracts.Broadcast;
using RealtimeCluster.Contracts.Users;

namespace RealtimeCluster.Contracts.Channels;

/// <summary>Finds the owner of a log.</summary>
public static class ChannelOwners
{
    // To find out which grain an interface means, Orleans reads the attributes of the interface each time; it means the same each time.
    private static readonly OwnerType?[] Known = new OwnerType?[Enum.GetValues<ChannelKind>().Length];

    /// <summary>The grain that owns <paramref name="key"/>.</summary>
    /// <param name="grains">The cluster's grains.</param>
    /// <param name="key">The log.</param>
    public static IChannelOwner GetChannelOwner(this IGrainFactory grains, ChannelKey key)
    {
        ArgumentNullException.ThrowIfNull(grains);
        if ((int)key.Kind >= Known.Length)
        {
            throw new ArgumentOutOfRangeException(nameof(key), key.Kind, "Unknown kind of channel.");
        }

        var grainKey = key.ToGrainKey();
        ref var known = ref Known[(int)key.Kind];
        if (known is { } type)
        {
            return (IChannelOwner)grains.GetGrain(GrainId.Create(type.Grain, grainKey), type.Interface);
        }

        IChannelOwner owner = key.Kind switch
        {
            ChannelKind.Channel => grains.GetGrain<IChannelGrain>(grainKey),
            ChannelKind.Broadcast => grains.GetGrain<IBroadcastGrain>(grainKey),
            _ => grains.GetGrain<IUserGrain>(grainKey),
        };
        if (owner is GrainReference reference)
        {
            known = new OwnerType(reference.GrainId.Type, reference.InterfaceType);
        }

        return owner;
    }

    /// <summary>The id of the grain that owns <paramref name="key"/>.</summary>
    /// <param name="key">The log.</param>
    /// <returns><see langword="null"/> when this process has not asked for an owner of this kind yet.</returns>
    public static GrainId? FindOwnerId(ChannelKey key) =>
        (int)key.Kind < Known.Length && Known[(int)key.Kind] is { } known ? GrainId.Create(known.Grain, key.ToGrainKey()) : null;

    private sealed record OwnerType(GrainType Grain, GrainInterfaceType Interface);
}
