using Orleans.Concurrency;
using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Contracts.Users;

/// <summary>
/// The implicit channel of one user: what it orders reaches every connection of that user. No client can join it or send
/// to it. The key is <see cref="ChannelKey.ToGrainKey"/>.
/// </summary>
[GrainInterfaceType("realtime.user")]
public interface IUserGrain : IChannelOwner
{
    /// <summary>Ends all connections of the user for good, those whose clients are gone for a moment included.</summary>
    /// <param name="reason">What the clients are told, see <see cref="Connections.IConnectionGrain.EndAsync"/>.</param>
    /// <returns>How many there were.</returns>
    /// <remarks>Interleaves with everything: it only reads which gateways there are, and asks them, which may take seconds.</remarks>
    /// <exception cref="TimeoutException">A gateway did not answer; asked again, it ends what is left.</exception>
    [Alias("Disconnect")]
    [AlwaysInterleave]
    Task<int> DisconnectAsync(string reason);
}
