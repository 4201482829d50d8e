using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Payloads;

namespace RealtimeCluster.Silo.Channels;

/// <summary>The members of one channel: who they are, which gateway each is on, what they show.</summary>
/// <remarks>
/// Not thread-safe. Lookups are O(1); lists come in the order of joining, which the entries keep by pointing at each other:
/// sorting ten thousand of them for every list cost more than all the rest of the call.
/// </remarks>
public sealed class MemberMap
{
    private readonly Dictionary<string, Entry> _members = new(StringComparer.Ordinal);
    private Entry? _first;
    private Entry? _last;

    /// <summary>How many members there are.</summary>
    public int Count => _members.Count;

    /// <summary>Adds a member.</summary>
    /// <param name="connectionId">The member.</param>
    /// <param name="gateway">Where it is.</param>
    /// <param name="profile">What it shows, or <see langword="null"/>.</param>
    /// <returns><see langword="false"/> if it is a member already; nothing changes then.</returns>
    public bool TryAdd(string connectionId, GatewayId gateway, Payload? profile)
    {
        var entry = new Entry(connectionId, gateway, profile);
        if (!_members.TryAdd(connectionId, entry))
        {
            return false;
        }

        entry.Previous = _last;
        if (_last is null)
        {
            _first = entry;
        }
        else
        {
            _last.Next = entry;
        }

        _last = entry;
        return true;
    }

    /// <summary>Removes a member.</summary>
    /// <param name="connectionId">The member.</param>
    /// <param name="gateway">The gateway it must be on.</param>
    /// <param name="profile">What it showed last.</param>
    public bool TryRemove(string connectionId, GatewayId gateway, out Payload? profile)
    {
        profile = null;
        if (!TryFind(connectionId, gateway, out var entry))
        {
            return false;
        }

        profile = entry.Profile;
        _members.Remove(connectionId);
        if (entry.Previous is { } previous)
        {
            previous.Next = entry.Next;
        }
        else
        {
            _first = entry.Next;
        }

        if (entry.Next is { } next)
        {
            next.Previous = entry.Previous;
        }
        else
        {
            _last = entry.Previous;
        }

        return true;
    }

    /// <summary>Replaces what a member shows.</summary>
    /// <param name="connectionId">The member.</param>
    /// <param name="gateway">The gateway it must be on.</param>
    /// <param name="profile">What it shows from now on.</param>
    public bool TryUpdate(string connectionId, GatewayId gateway, Payload? profile)
    {
        if (!TryFind(connectionId, gateway, out var entry))
        {
            return false;
        }

        entry.Profile = profile;
        return true;
    }

    /// <summary>All members, in the order of joining.</summary>
    public Member[] ToArray()
    {
        var members = new Member[_members.Count];
        var count = 0;
        for (var entry = _first; entry is not null; entry = entry.Next)
        {
            members[count++] = entry.ToMember();
        }

        return members;
    }

    /// <summary>The members on one gateway, in the order of joining.</summary>
    /// <param name="gateway">The gateway.</param>
    public Member[] OnGateway(GatewayId gateway)
    {
        var members = new List<Member>();
        for (var entry = _first; entry is not null; entry = entry.Next)
        {
            if (entry.Gateway == gateway)
            {
                members.Add(entry.ToMember());
            }
        }

        return [.. members];
    }

    private bool TryFind(string connectionId, GatewayId gateway, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Entry? entry) =>
        _members.TryGetValue(connectionId, out entry) && entry.Gateway == gateway;

    private sealed class Entry(string connectionId, GatewayId gateway, Payload? profile)
    {
        public GatewayId Gateway { get; } = gateway;

        public Payload? Profile { get; set; } = profile;

        public Entry? Previous { get; set; }

        public Entry? Next { get; set; }

        public Member ToMember() => new(connectionId, Profile);
    }
}
