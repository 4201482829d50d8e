using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Tests.EngineIO;

public sealed class PacketLimitsOptionsRulesTests
{
    [Theory]
    [InlineData(1_000_000, true)]
    [InlineData(1_000_001, false)]
    public void Validate_ShareOfOneBeyondWhatAllMayHold_IsRefused(int share, bool isValid) => Assert.Equal(
        isValid,
        new PacketLimitsOptionsRules().Validate(null, new PacketLimitsOptions { MaxInboundBytes = 1_000_000, InboundShareBytes = share }).Succeeded);
}
