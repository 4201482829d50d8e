using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using RealtimeCluster.Contracts.Connections;

namespace RealtimeCluster.Gateway.Forwarding;

/// <summary>Which living node of the cluster gave out an id.</summary>
/// <remarks>Thread-safe. Nodes that own no sessions are in it too: no id begins with their tag.</remarks>
internal sealed class GatewayDirectory(IClusterMembershipService membership, ILocalSiloDetails self)
{
    private volatile Table _table = new(MembershipVersion.MinValue, FrozenDictionary.ToFrozenDictionary<string, SiloAddress>([], StringComparer.Ordinal));

    /// <summary>This node.</summary>
    public SiloAddress Self => self.SiloAddress;

    /// <summary>Finds the other node whose ids begin as this one does.</summary>
    public bool TryFind(string id, [NotNullWhen(true)] out SiloAddress? owner)
    {
        owner = null;
        return id.Length == ConnectionId.Length
            && Current().Owners.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(id.AsSpan(0, ConnectionId.TagLength), out owner);
    }

    private Table Current()
    {
        var snapshot = membership.CurrentSnapshot;
        var table = _table;
        if (table.Version != snapshot.Version)
        {
            var owners = new Dictionary<string, SiloAddress>(StringComparer.Ordinal);
            foreach (var member in snapshot.Members.Values)
            {
                // A node that is stopping still has its sessions.
                if (member.Status is SiloStatus.Active or SiloStatus.ShuttingDown or SiloStatus.Stopping && !member.SiloAddress.Equals(Self))
                {
                    owners[ConnectionId.TagOf(member.SiloAddress)] = member.SiloAddress;
                }
            }

            _table = table = new Table(snapshot.Version, owners.ToFrozenDictionary(StringComparer.Ordinal));
        }

        return table;
    }

    private sealed record Table(MembershipVersion Version, FrozenDictionary<string, SiloAddress> Owners);
}
