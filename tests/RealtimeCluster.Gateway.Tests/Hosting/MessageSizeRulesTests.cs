using Microsoft.Extensions.Options;
using RealtimeCluster.Clustering.Hosting;
using RealtimeCluster.Gateway.Hosting;
using RealtimeCluster.Gateway.Limits;
using RealtimeCluster.Gateway.Uplink;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Tests.Hosting;

public class MessageSizeRulesTests
{
    private static readonly MessageSizeRules Rules = With(new PacketLimitsOptions());

    [Fact]
    public void Validate_Defaults_Fit() => Assert.True(Rules.Validate(null, new LimitsOptions()).Succeeded && Rules.Validate(null, new UplinkOptions()).Succeeded);

    [Fact]
    public void Validate_PacketAndProfileLargerThanAMessage_NamesEachFault()
    {
        var result = With(new PacketLimitsOptions { MaxFrameBytes = 300_000_000 }).Validate(null, new LimitsOptions { MaxProfileBytes = 400_000_000 });

        Assert.Equal(3, result.Failures!.Count());
        Assert.Contains("Realtime:Limits:MaxFrameBytes (300000000)", result.FailureMessage, StringComparison.Ordinal);
        Assert.Contains("Realtime:Limits:MaxProfileBytes (400000000)", result.FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_EachFitsButNotBoth_Fails() =>
        Assert.True(With(new PacketLimitsOptions { MaxFrameBytes = 150_000_000 }).Validate(null, new LimitsOptions { MaxProfileBytes = 100_000_000 }).Failed);

    [Fact]
    public void Validate_UplinkCallLargerThanAMessage_Fails() =>
        Assert.True(Rules.Validate(null, new UplinkOptions { MaxBatchBytes = 250_000_000 }).Failed);

    private static MessageSizeRules With(PacketLimitsOptions packets) => new(Options.Create(new ClusterOptions()), Options.Create(packets));
}
