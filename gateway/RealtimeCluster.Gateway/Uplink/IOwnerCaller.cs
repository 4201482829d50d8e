using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Gateway.Uplink;

/// <summary>Tells owners how far this gateway has come.</summary>
internal interface IOwnerCaller
{
    /// <summary>Has the owner of a log told again what this gateway holds, so that it sends what is missing here. Returns at once.</summary>
    /// <param name="channel">The log.</param>
    void Ask(ChannelKey channel);
}
