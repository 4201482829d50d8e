using RealtimeCluster.Clustering.Gateways;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Contracts.Users;

namespace RealtimeCluster.Silo.Owners;

/// <summary>The owner of one user's implicit channel. Gateways attach to it with the user's first connection.</summary>
[GrainType("realtime.user")]
internal sealed class UserGrain(ChannelOwnerServices services, IGatewayClient gateways, TimeProvider time)
    : ChannelOwnerGrain(ChannelKind.User, services), IUserGrain
{
    // Longer than a gateway waits for its sessions to be forgotten.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    /// <summary>
    /// First the gateways, which let nobody in whom this owner does not know of; then the sessions of gateways that are gone, of which only the
    /// shards know.
    /// </summary>
    public async Task<int> DisconnectAsync(string reason)
    {
        var userId = ChannelName.ToText(Key.Name);
        var known = Read(static log => log.Gateways.ToArray()).Where(gateway => !Services.Silos.IsDeadSilo(gateway.Address));
        var ended = await Task.WhenAll(known.Select(gateway => gateways.Get(gateway.Address).EndUserAsync(Key.Environment, userId, reason)))
            .WaitAsync(Patience, time);
        var lost = await Task.WhenAll(Enumerable.Range(0, SessionShards.Count).Select(shard =>
            GrainFactory.GetGrain<ISessionShardGrain>(shard).EndLostAsync(Key.Environment, userId))).WaitAsync(Patience, time);
        return ended.Sum() + lost.Sum();
    }
}
