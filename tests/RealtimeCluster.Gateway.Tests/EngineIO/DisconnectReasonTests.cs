using RealtimeCluster.Gateway.Recovery;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Tests.EngineIO;

public sealed class DisconnectReasonTests
{
    [Theory]
    [InlineData(DisconnectReason.TransportLost, true)]
    [InlineData(DisconnectReason.ClientClosed, true)]
    [InlineData(DisconnectReason.PingTimeout, true)]
    [InlineData(DisconnectReason.PacketTooLarge, true)]
    [InlineData(DisconnectReason.ServerShutdown, true)]
    [InlineData(DisconnectReason.ClientDisconnected, false)]
    [InlineData(DisconnectReason.ServerDisconnected, false)]
    [InlineData(DisconnectReason.ProtocolError, false)]
    public void MayComeBack_UnlessAGoodbyeWasSaid(DisconnectReason reason, bool expected) => Assert.Equal(expected, reason.MayComeBack());

    [Fact]
    public void IsLikelyGoodbye_OnlyAClosedTransport() =>
        Assert.Equal([DisconnectReason.ClientClosed], Enum.GetValues<DisconnectReason>().Where(static reason => reason.IsLikelyGoodbye()));
}
