using CsCheck;
using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Contracts.Tests.Channels;

public sealed class ChannelKeyTests
{
    [Fact]
    public void Parse_AnyKey_RoundTrips() => Gen.Select(Gen.String, Gen.String).Sample(static (environment, name) =>
    {
        var key = ChannelKey.ForChannel(environment, ChannelName.FromText(name));
        Assert.Equal(key, ChannelKey.Parse(ChannelKind.Channel, key.ToGrainKey()));
    });

    [Theory]
    [InlineData("a/b", "c", "a", "b/c")]
    [InlineData("a%2Fb", "c", "a/b", "c")]
    [InlineData("a.b", "c", "a", "b.c")]
    public void ToGrainKey_DifferentTenants_NeverMeet(string environment, string name, string otherEnvironment, string otherName) =>
        Assert.NotEqual(
            ChannelKey.ForChannel(environment, name).ToGrainKey(),
            ChannelKey.ForChannel(otherEnvironment, otherName).ToGrainKey());
}
