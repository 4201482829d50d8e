using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Gateway.FanOut;

/// <summary>Sees to it that what did not come is sent again. Both calls return at once.</summary>
internal interface IGapFiller
{
    /// <summary>Has the owner send again what follows the last event taken.</summary>
    /// <param name="channel">The log.</param>
    void Ask(ChannelKey channel);

    /// <summary>Events of a channel came that nobody here is a member of, as far as the stream has told: somebody's join may have been lost.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="isFill">Whether the owner sent them because it was asked.</param>
    void Doubt(ChannelKey channel, bool isFill);
}
