using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Gateway.FanOut;

namespace RealtimeCluster.Gateway.Tests.FanOut;

/// <summary>Notes what it is asked for.</summary>
internal sealed class FakeGapFiller : IGapFiller
{
    public List<ChannelKey> Asked { get; } = [];

    public void Ask(ChannelKey channel) => Asked.Add(channel);

    public void Doubt(ChannelKey channel, bool isFill) => Asked.Add(channel);
}
