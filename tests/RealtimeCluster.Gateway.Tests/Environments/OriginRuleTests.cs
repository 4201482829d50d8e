using RealtimeCluster.Gateway.Environments;

namespace RealtimeCluster.Gateway.Tests.Environments;

public sealed class OriginRuleTests
{
    [Theory]
    [InlineData("https://a.example.com", "https://a.example.com", true)]
    [InlineData("https://a.example.com", "https://A.Example.COM", true)]
    [InlineData("https://a.example.com", "http://a.example.com", false)]
    [InlineData("https://a.example.com", "https://a.example.com:443", true)]
    [InlineData("https://a.example.com", "https://a.example.com:8443", false)]
    [InlineData("https://a.example.com:8443", "https://a.example.com:8443", true)]
    [InlineData("https://a.example.com", "https://b.example.com", false)]
    [InlineData("https://a.example.com", "https://a.example.com.evil.org", false)]
    [InlineData("http://localhost:3000", "http://localhost:3000", true)]
    [InlineData("capacitor://localhost", "capacitor://localhost", true)]
    [InlineData("a.example.com", "http://a.example.com:81", true)]
    [InlineData("*.example.com", "https://a.example.com", true)]
    [InlineData("*.example.com", "http://b.a.example.com:81", true)]
    [InlineData("*.example.com", "https://example.com", false)]
    [InlineData("*.example.com", "https://evilexample.com", false)]
    [InlineData("*.example.com", "https://a.example.com.evil.org", false)]
    [InlineData("*.example.com", "https://a-example.com", false)]
    [InlineData("*.example.com", "https://a.exampleXcom", false)]
    [InlineData("https://*.example.com", "https://b.a.example.com", true)]
    [InlineData("https://*.example.com", "http://a.example.com", false)]
    [InlineData("https://*.example.com", "https://example.com", false)]
    [InlineData("*.example.com", "null", false)]
    [InlineData("*.example.com", "", false)]
    [InlineData("*.example.com", "a.example.com", false)]
    public void AllowsAny_Origin_ComparesSchemeHostAndPort(string entry, string origin, bool expected)
    {
        Assert.True(OriginRule.TryParse(entry, out var rule));

        Assert.Equal(expected, OriginRule.AllowsAny([rule], origin));
    }

    [Theory]
    [InlineData("https://")]
    [InlineData("*.")]
    [InlineData("*")]
    [InlineData("a.*.com")]
    [InlineData("https://a.com/path")]
    [InlineData("https://a.com?x=1")]
    [InlineData("https://user@a.com")]
    [InlineData("two words")]
    public void TryParse_NoOrigin_Refuses(string entry) => Assert.False(OriginRule.TryParse(entry, out _));
}
