using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Silo.Log.Recovery;

namespace RealtimeCluster.Silo.Log;

/// <summary>The gateways of a log, and which of them get its events.</summary>
/// <param name="pending">Told of gateways that begin to get them.</param>
internal sealed class GatewayTable(PendingOutgoing pending)
{
    private readonly Dictionary<GatewayId, GatewayState> _gateways = [];
    private GatewayId[]? _interested;

    public IReadOnlyCollection<GatewayId> Ids => _gateways.Keys;

    /// <summary>Those that get events: the same array until that changes.</summary>
    public GatewayId[] Interested =>
        _interested ??= [.. _gateways.Where(static pair => pair.Value.HasInterest).Select(static pair => pair.Key)];

    public GatewayState GetOrAdd(GatewayId id)
    {
        if (!_gateways.TryGetValue(id, out var gateway))
        {
            gateway = new GatewayState();
            _gateways.Add(id, gateway);
        }

        return gateway;
    }

    public bool Remove(GatewayId id)
    {
        var isKnown = _gateways.Remove(id);
        _interested = isKnown ? null : _interested;
        return isKnown;
    }

    /// <summary>A gateway wants events although it has no members, or no longer does.</summary>
    public void Attach(GatewayId id, bool isAttached)
    {
        var gateway = GetOrAdd(id);
        Change(id, gateway, gateway.MemberCount, isAttached);
    }

    /// <summary>A member came to a gateway.</summary>
    public void AddMember(GatewayId id)
    {
        var gateway = GetOrAdd(id);
        Change(id, gateway, gateway.MemberCount + 1, gateway.IsAttached);
    }

    /// <summary>A member went from a gateway, which may be lost.</summary>
    public void RemoveMember(GatewayId id)
    {
        if (_gateways.TryGetValue(id, out var gateway))
        {
            Change(id, gateway, gateway.MemberCount - 1, gateway.IsAttached);
        }
    }

    /// <summary>Takes over what gateways proved after an owner died.</summary>
    public void Restore(IEnumerable<GatewayAssertion> assertions, IReadOnlyDictionary<GatewayId, RecoveredBatch> batches)
    {
        foreach (var assertion in assertions)
        {
            Attach(assertion.Gateway, assertion.Attached);
        }

        foreach (var (id, batch) in batches)
        {
            // Also of a gateway that only publishes here, which has nothing to assert.
            var gateway = GetOrAdd(id);
            gateway.LastSequence = batch.Sequence;
            gateway.Recovered = batch;
        }
    }

    /// <summary>Takes over what an owner that still lived left; its members come by themselves.</summary>
    public void Restore(LogEstate estate)
    {
        foreach (var left in estate.Gateways)
        {
            Attach(left.Gateway, left.IsAttached);
            var gateway = GetOrAdd(left.Gateway);
            gateway.LastSequence = left.LastSequence;
            gateway.Recovered = left.Applied;
        }
    }

    public EstateGateway[] ToEstate() => [.. _gateways.Select(static pair =>
        new EstateGateway(pair.Key, pair.Value.IsAttached, pair.Value.LastSequence, pair.Value.Applied))];

    private void Change(GatewayId id, GatewayState gateway, int memberCount, bool isAttached)
    {
        var had = gateway.HasInterest;
        gateway.MemberCount = memberCount;
        gateway.IsAttached = isAttached;
        if (had != gateway.HasInterest)
        {
            _interested = null;
            if (!had)
            {
                pending.Gain(id);
            }
        }
    }
}
