using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Payloads;

namespace RealtimeCluster.Silo.Channels;

/// <summary>The members of one channel: who they are, which gateway each is on, what they show.</summary>
/// <remarks>Not thread-safe. Lookups are O(1); lists come in the order of joining, sorted when asked for.</remarks>
public sealed class MemberMap
{
    private readonly Dictionary<string, Entry> _members = new(StringComparer.Ordinal);
    private long _joined;

    /// <summary>How many members there are.</summary>
    public int Count => _members.Count;

    /// <summary>Adds a member.</summary>
    /// <param name="connectionId">The member.</param>
    /// <param name="gateway">Where it is.</param>
    /// <param name="profile">What it shows, or <see langword="null"/>.</param>
    /// <returns><see langword="false"/> if it is a member already; nothing changes then.</returns>
    public bool TryAdd(string connectionId, GatewayId gateway, Payload? profile)
    {
        var entry = new Entry(gateway, profile, _joined);
        if (!_members.TryAdd(connectionId, entry))
        {
            return false;
        }

        _joined++;
        return true;
    }

    /// <summary>Removes a member.</summary>
    /// <param name="connectionId">The member.</param>
    /// <param name="gateway">The gateway it must be on.</param>
    /// <param name="profile">What it showed last.</param>
    public bool TryRemove(string connectionId, GatewayId gateway, out Payload? profile)
    {
        if (_members.TryGetValue(connectionId, out var entry) && entry.Gateway == gateway)
        {
            _members.Remove(connectionId);
            profile = entry.Profile;
            return true;
        }

        profile = null;
        return false;
    }

    /// <summary>Replaces what a member shows.</summary>
    /// <param name="connectionId">The member.</param>
    /// <param name="gateway">The gateway it must be on.</param>
    /// <param name="profile">What it shows from now on.</param>
    public bool TryUpdate(string connectionId, GatewayId gateway, Payload? profile)
    {
        if (!_members.TryGetValue(connectionId, out var entry) || entry.Gateway != gateway)
        {
            return false;
        }

        entry.Profile = profile;
        return true;
    }

    /// <summary>All members, in the order of joining.</summary>
    public Member[] ToArray() =>
        [.. _members.OrderBy(static pair => pair.Value.Order).Select(static pair => new Member(pair.Key, pair.Value.Profile))];

    /// <summary>The members on one gateway, in the order of joining.</summary>
    /// <param name="gateway">The gateway.</param>
    public Member[] OnGateway(GatewayId gateway) =>
        [.. _members.Where(pair => pair.Value.Gateway == gateway).OrderBy(static pair => pair.Value.Order).Select(static pair => new Member(pair.Key, pair.Value.Profile))];

    private sealed class Entry(GatewayId gateway, Payload? profile, long order)
    {
        public GatewayId Gateway { get; } = gateway;

        public Payload? Profile { get; set; } = profile;

        public long Order { get; } = order;
    }
}
