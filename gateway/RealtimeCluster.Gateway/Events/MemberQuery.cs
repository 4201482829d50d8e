using RealtimeCluster.Clustering.Parts;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Client;
using RealtimeCluster.Gateway.Http;

namespace RealtimeCluster.Gateway.Events;

/// <summary>Asks a channel's owner for its members, once for all who want to know at the same time.</summary>
internal sealed class MemberQuery(IGrainFactory grains, ILargeAnswers answers) : IMemberQuery
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SharedCalls<ChannelKey, MemberList> _calls =
        new(async channel => await ClusterCall.RunAsync(
            () => answers.AskAsync(() => grains.GetGrain<IChannelGrain>(channel.ToGrainKey()).GetMembersAsync()), Patience, TimeProvider.System, CancellationToken.None));

    /// <summary>The members of a channel.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<MemberList> GetAsync(ChannelKey channel, CancellationToken cancellationToken) =>
        _calls.CallAsync(channel).WaitAsync(Patience, cancellationToken);

    public async Task<(byte[] Json, StreamPosition Position)> GetMembersJsonAsync(string environment, string channel, CancellationToken cancellationToken)
    {
        var list = await GetAsync(ChannelKey.ForChannel(environment, ChannelName.FromText(channel)), cancellationToken);
        return (MemberListEncoder.EncodeText(list), list.Position);
    }
}
