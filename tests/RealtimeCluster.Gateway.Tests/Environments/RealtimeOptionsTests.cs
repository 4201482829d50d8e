using Microsoft.Extensions.Options;
using RealtimeCluster.Gateway.Environments;

namespace RealtimeCluster.Gateway.Tests.Environments;

public sealed class RealtimeOptionsTests
{
    [Fact]
    public void Create_EmptySection_HasTheDefaults()
    {
        var options = Create("""{"Realtime":{"Environments":{"shop":{},"bare":null}}}""");

        Assert.True(options.ReportErrors && options.ProtectEventNames);
        Assert.False(options.OpenEnvironments);
        Assert.Equal(["bare", "shop"], options.Environments.Keys.Order());
        var shop = options.Environments["shop"];
        Assert.True(shop.Enabled && shop.ApiKeyRequired && shop.SessionRequired && !shop.Suspended);
    }

    [Fact]
    public void Create_FullSection_ReadsEverything()
    {
        var options = Create("""
            {"realtime":{"serverTokens":["t"],"sessionSecret":"s","openEnvironments":true,"reportErrors":false,"protectEventNames":false,
              "trustedProxies":["10.0.0.0/8"],"environments":{"shop":{"enabled":false,"suspended":true,"apiKeyRequired":false,"sessionRequired":false,
              "apiKeys":[{"key":"k","allowRealtime":false,"expiryDate":"2030-05-06T07:08:09Z","authorizedDomains":["*.a.com"],"authorizedIPs":["::1"]}],
              "rateLimits":[{"id":"l","rate":5,"durationSeconds":60,"errorMessage":"slow"}]}}}}
            """);

        Assert.Equal(["t"], options.ServerTokens.Select(static token => token.Token));
        Assert.Equal("s", options.SessionSecret);
        Assert.True(options.OpenEnvironments && !options.ProtectEventNames && !options.ReportErrors);
        var shop = options.Environments["shop"];
        Assert.True(shop.Suspended && !shop.Enabled && !shop.ApiKeyRequired && !shop.SessionRequired);
        var key = Assert.Single(shop.ApiKeys);
        Assert.Equal(("k", false, new DateTimeOffset(2030, 5, 6, 7, 8, 9, TimeSpan.Zero)), (key.Key, key.AllowRealtime, key.ExpiryDate));
        Assert.Equal(["*.a.com", "::1"], [.. key.AuthorizedDomains, .. key.AuthorizedIPs]);
        var limit = Assert.Single(shop.RateLimits);
        Assert.Equal(("l", 5, 60, "slow"), (limit.Id, limit.Rate, limit.DurationSeconds, limit.ErrorMessage));
    }

    [Fact]
    public void Create_ManyFaults_NamesEachWithItsPath()
    {
        var exception = Assert.Throws<OptionsValidationException>(() => Create("""
            {"Realtime":{"ServerTokens":["ok"," "],"OpenEnvironments":"perhaps","TrustedProxies":["10.0.0.0/40"],"Environments":{
              "text":"x",
              "shop":{"Enabled":"yes","ApiKeys":[
                {"Key":"k","AuthorizedIPs":["10.0.0.1","x"],"AuthorizedDomains":["a b"],"ExpiryDate":"soon"},{},{"Key":"k"}],
                "RateLimits":[{"Id":"a","Rate":0,"DurationSeconds":100000},{"Id":"a","Rate":"many","DurationSeconds":1},{"Rate":1,"DurationSeconds":1}]}}}}
            """));

        const string Shop = "Realtime:Environments:shop";
        Assert.Equal(
            new[]
            {
                "Realtime:ServerTokens:1 has no token.",
                "Realtime:OpenEnvironments 'perhaps' is not true or false.",
                "Realtime:TrustedProxies:0 '10.0.0.0/40' is not an address or CIDR.",
                "Realtime:Environments:text 'x' is not an environment's settings.",
                $"{Shop}:Enabled 'yes' is not true or false.",
                $"{Shop}:ApiKeys:0:AuthorizedIPs:1 'x' is not an address or CIDR.",
                $"{Shop}:ApiKeys:0:AuthorizedDomains:0 'a b' is not an origin or a *.domain.",
                $"{Shop}:ApiKeys:0:ExpiryDate 'soon' is not a date and time.",
                $"{Shop}:ApiKeys:1:Key is missing.",
                $"{Shop}:ApiKeys:2:Key is the same as {Shop}:ApiKeys:0:Key.",
                $"{Shop}:RateLimits:0:Rate must be at least 1.",
                $"{Shop}:RateLimits:0:DurationSeconds must be between 1 and 86400.",
                $"{Shop}:RateLimits:1:Id 'a' is there twice.",
                $"{Shop}:RateLimits:1:Rate 'many' is not a whole number.",
                $"{Shop}:RateLimits:2:Id is missing.",
            }.Order(StringComparer.Ordinal),
            exception.Failures.Order(StringComparer.Ordinal));
    }

    private static RealtimeOptions Create(string json) =>
        TestEnvironments.CreateFactory(TestEnvironments.Configure(json)).Create(Options.DefaultName);
}
