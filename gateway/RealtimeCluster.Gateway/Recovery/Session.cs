using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Gateway.Connections;

namespace RealtimeCluster.Gateway.Recovery;

/// <summary>What makes a connection resumable: its proof, where it started, how often it was taken over.</summary>
/// <param name="connectionId">The connection.</param>
/// <param name="secret">What the client proves itself with.</param>
/// <param name="generation">How often it was taken over.</param>
internal sealed class Session(string connectionId, string secret, int generation)
{
    public string ConnectionId => connectionId;

    public int Generation => generation;

    /// <summary>Whether its shard was told all of it, so that it needs to hear only of changes. Owned by the shard's writer.</summary>
    public bool IsKnown { get; set; }

    public StreamPosition BroadcastStart { get; set; }

    public StreamPosition UserStart { get; set; }

    /// <summary>The private id as raw JSON.</summary>
    public byte[] PrivateIdJson => PrivateId.ToJson(connectionId, secret);

    /// <summary>The session as it is now.</summary>
    /// <param name="connection">Its connection.</param>
    /// <param name="gateway">This gateway.</param>
    public SessionRecord Describe(Connection connection, GatewayId gateway)
    {
        var channels = connection.Channels.Describe();
        return new SessionRecord
        {
            ConnectionId = connectionId,
            Secret = secret,
            Environment = connection.Grant!.Environment,
            UserId = connection.Grant.UserId,
            Gateway = gateway,
            Generation = generation,
            Channels = Array.ConvertAll(channels, static channel => channel.Name),
            Joins = Array.ConvertAll(channels, static channel => channel.Joined),
            BroadcastStart = BroadcastStart,
            UserStart = UserStart,
            Profile = connection.Profile,
        };
    }
}
