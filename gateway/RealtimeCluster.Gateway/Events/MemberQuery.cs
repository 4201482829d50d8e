using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Gateway.Http;

namespace RealtimeCluster.Gateway.Events;

/// <summary>Asks a channel's owner for its members.</summary>
internal sealed class MemberQuery(IGrainFactory grains) : IMemberQuery
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The members of a channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<MemberList> GetAsync(ChannelKey channel, CancellationToken cancellationToken) =>
        grains.GetGrain<IChannelGrain>(channel.ToGrainKey()).GetMembersAsync().WaitAsync(Patience, cancellationToken);

    public async Task<byte[]> GetMembersJsonAsync(string environment, string channel, CancellationToken cancellationToken)
    {
        var list = await GetAsync(ChannelKey.ForChannel(environment, ChannelName.FromText(channel)), cancellationToken);
        return MemberListEncoder.EncodeText(list);
    }
}
