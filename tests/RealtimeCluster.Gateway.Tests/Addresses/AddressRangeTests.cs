using System.Net;
using RealtimeCluster.Gateway.Environments;
using RealtimeCluster.SocketIO.Addresses;

namespace RealtimeCluster.Gateway.Tests.Addresses;

public sealed class AddressRangeTests
{
    [Theory]
    [InlineData("10.1.2.3", "10.1.2.3", true)]
    [InlineData("10.1.2.3", "::ffff:10.1.2.3", true)]
    [InlineData("::ffff:10.1.2.3", "10.1.2.3", true)]
    [InlineData("::ffff:10.1.2.0/120", "10.1.2.3", true)]
    [InlineData("10.1.2.3", "10.1.2.4", false)]
    [InlineData("10.1.2.0/24", "10.1.2.255", true)]
    [InlineData("10.1.2.77/24", "10.1.2.255", true)]
    [InlineData("10.1.2.0/24", "10.1.3.0", false)]
    [InlineData("0.0.0.0/0", "8.8.8.8", true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("2001:db8::/32", "2001:db8:1::1", true)]
    [InlineData("2001:db8::/32", "2001:db9::1", false)]
    [InlineData("2001:db8::1", "2001:db8::1", true)]
    [InlineData("fe80::1", "fe80::1%3", true)]
    public void ContainsAny_Address_ComparesUnderThePrefix(string range, string address, bool expected)
    {
        Assert.True(AddressRange.TryParse(range, out var network));

        Assert.Equal(expected, AddressRange.ContainsAny([network], IPAddress.Parse(address)));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("")]
    [InlineData("10.1")]
    [InlineData("10.1.2.3/33")]
    [InlineData("10.1.2.3/")]
    [InlineData("10.1.2.3/-1")]
    [InlineData("10.1.2.3/x")]
    [InlineData("10.1.2.256")]
    [InlineData("[::1]:80")]
    [InlineData("::1/129")]
    [InlineData("example.com")]
    public void TryParse_NoAddress_Refuses(string text) => Assert.False(AddressRange.TryParse(text, out _));

    [Theory]
    [InlineData("203.0.113.9", "1.2.3.4", "203.0.113.9")]
    [InlineData("10.0.0.1", null, "10.0.0.1")]
    [InlineData("10.0.0.1", "1.2.3.4", "1.2.3.4")]
    [InlineData("::ffff:10.0.0.1", "1.2.3.4", "1.2.3.4")]
    [InlineData("10.0.0.1", "9.9.9.9, 1.2.3.4", "1.2.3.4")]
    [InlineData("10.0.0.1", "9.9.9.9, 1.2.3.4 , 10.0.0.2", "1.2.3.4")]
    [InlineData("10.0.0.1", "10.0.0.3,10.0.0.2", "10.0.0.3")]
    [InlineData("10.0.0.1", "9.9.9.9, unknown", "10.0.0.1")]
    [InlineData("10.0.0.1", "9.9.9.9, unknown, 10.0.0.2", "10.0.0.2")]
    [InlineData("10.0.0.1", "1.2.3.4:5678", "1.2.3.4")]
    [InlineData("10.0.0.1", "[2001:db8::1]:5678", "2001:db8::1")]
    [InlineData("10.0.0.1", "2001:db8::1", "2001:db8::1")]
    [InlineData("10.0.0.1", ",", "10.0.0.1")]
    public void Resolve_BehindProxies_TakesTheRightMostUntrusted(string peer, string? forwardedFor, string expected)
    {
        Assert.True(AddressRange.TryParse("10.0.0.0/8", out var trusted));

        var address = ClientAddress.Resolve(IPAddress.Parse(peer), forwardedFor, [trusted]);

        Assert.Equal(IPAddress.Parse(expected), address);
    }

    [Fact]
    public void Resolve_NoPeer_ReturnsNothing() => Assert.Null(ClientAddress.Resolve(null, "1.2.3.4", []));
}
