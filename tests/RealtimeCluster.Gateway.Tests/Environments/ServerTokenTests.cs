using Microsoft.Extensions.Options;
using RealtimeCluster.Gateway.Environments;

namespace RealtimeCluster.Gateway.Tests.Environments;

public sealed class ServerTokenTests
{
    private const string Settings = """
        {"Realtime":{"ServerTokens":["old",{"Name":"new","Token":"new"},{"Token":"shop","Environments":["shop"]},
          {"Token":"reader","Verbs":["readMembers","ReadHistory"]},{"Token":"both","Environments":["shop","eu"],"Verbs":["Publish"]},{"Token":"admin","Verbs":["administer"]}]}}
        """;

    [Theory]
    [InlineData("old", "any", ServerVerb.Broadcast, true)]
    [InlineData("new", "any", ServerVerb.Broadcast, true)]
    [InlineData("shop", "shop", ServerVerb.SendToUser, true)]
    [InlineData("shop", "Shop", ServerVerb.SendToUser, false)]
    [InlineData("reader", "any", ServerVerb.ReadMembers, true)]
    [InlineData("reader", "any", ServerVerb.Publish, false)]
    [InlineData("both", "eu", ServerVerb.Publish, true)]
    [InlineData("both", "us", ServerVerb.Publish, false)]
    [InlineData("both", "eu", ServerVerb.ReadHistory, false)]
    public void Allows_TokenWithLimits_KeepsToThem(string token, string environment, ServerVerb verb, bool isAllowed) =>
        Assert.Equal(isAllowed, Snapshot().FindServerToken(token)!.Allows(environment, verb));

    [Theory]
    [InlineData("old", true)]
    [InlineData("new", true)]
    [InlineData("shop", false)]
    [InlineData("reader", false)]
    [InlineData("both", false)]
    [InlineData("admin", true)]
    public void MayAdminister_OnlyWithoutLimitsOrWithTheVerb(string token, bool isAllowed) =>
        Assert.Equal(isAllowed, Snapshot().FindServerToken(token)!.MayAdminister);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ol")]
    [InlineData("old ")]
    [InlineData("OLD")]
    public void FindServerToken_NoSuchToken_IsNothing(string? token) => Assert.Null(Snapshot().FindServerToken(token));

    [Theory]
    [InlineData("old", true)]
    [InlineData("new", true)]
    [InlineData("shop", false)]
    [InlineData("reader", false)]
    public void IsServerToken_TokenWithLimits_OpensNoMasterConnection(string token, bool isMaster) =>
        Assert.Equal(isMaster, Snapshot().IsServerToken(token));

    [Fact]
    public void Create_FaultyTokens_NamesEachAndNoToken()
    {
        var exception = Assert.Throws<OptionsValidationException>(() => TestEnvironments.CreateRegistry("""
            {"Realtime":{"ServerTokens":["secret",{"Token":"secret"},{"Name":"x"},{"Token":"a","Verbs":["Publish","1","Fly"]},{"Token":"b","Environments":"shop"},
              {"Token":"c","Environments":[""]},{"Token":"d","Verbs":"Publish"},
              {"Token":"e","Environments":["shop"],"Verbs":["Administer"]}]}}
            """));

        const string Path = "Realtime:ServerTokens";
        Assert.Equal(
            new[]
            {
                $"{Path}:1 has the same token as {Path}:0.",
                $"{Path}:2 has no token.",
                $"{Path}:3:Verbs:1 '1' is none of Publish, Broadcast, SendToUser, SendToConnection, ReadMembers, ReadHistory, ReadChannels, Disconnect, Revoke, Administer.",
                $"{Path}:3:Verbs:2 'Fly' is none of Publish, Broadcast, SendToUser, SendToConnection, ReadMembers, ReadHistory, ReadChannels, Disconnect, Revoke, Administer.",
                $"{Path}:4:Environments is not a list.",
                $"{Path}:5:Environments names an empty environment.",
                $"{Path}:6:Verbs is not a list.",
                $"{Path}:7 may Administer, which is for the whole cluster, and yet names environments.",
            }.Order(StringComparer.Ordinal),
            exception.Failures.Order(StringComparer.Ordinal));
    }

    private static EnvironmentSnapshot Snapshot() => TestEnvironments.CreateRegistry(Settings).Current;
}
