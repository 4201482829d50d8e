using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Gateway.FanOut;

/// <summary>Asks the owner of a log for what did not come.</summary>
internal interface IGapFiller
{
    /// <summary>Has the owner send again what follows the last event taken. Returns at once.</summary>
    /// <param name="channel">The log.</param>
    void Ask(ChannelKey channel);
}
