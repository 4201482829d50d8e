using RealtimeCluster.Gateway.Limits;

namespace RealtimeCluster.Gateway.Tests.Limits;

public sealed class LimitsOptionsRulesTests
{
    [Theory]
    [InlineData(1_000_000, true)]
    [InlineData(1_000_001, false)]
    public void Validate_ShareOfOneBeyondWhatAllMayHold_IsRefused(int share, bool isValid) => Assert.Equal(
        isValid,
        new LimitsOptionsRules().Validate(null, new LimitsOptions { MaxInboundBytes = 1_000_000, InboundShareBytes = share }).Succeeded);
}
