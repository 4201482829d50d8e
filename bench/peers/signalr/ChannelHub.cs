using Microsoft.AspNetCore.SignalR;

namespace RealtimeCluster.Peers.SignalR;

/// <summary>Channels as SignalR groups, with the verbs the load generator needs.</summary>
internal sealed class ChannelHub : Hub
{
    public Task Join(string channel) => Groups.AddToGroupAsync(Context.ConnectionId, channel);

    public Task Leave(string channel) => Groups.RemoveFromGroupAsync(Context.ConnectionId, channel);

    public Task Send(string channel, string message) => Clients.Group(channel).SendAsync("m", message);
}
