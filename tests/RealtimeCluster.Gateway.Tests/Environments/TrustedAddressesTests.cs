using System.Net;
using RealtimeCluster.Gateway.Environments;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Tests.Environments;

public sealed class TrustedAddressesTests
{
    [Theory]
    [InlineData("10.0.0.1", "203.0.113.7")]
    [InlineData("198.51.100.1", "198.51.100.1")]
    public void Find_BehindAProxy_TakesTheWordOfATrustedOneOnly(string peer, string expected)
    {
        using var registry = TestEnvironments.CreateRegistry("""{"Realtime":{"TrustedProxies":["10.0.0.0/8"]}}""");

        var address = new TrustedAddresses(registry).Find(new HandshakeRequest { RemoteAddress = IPAddress.Parse(peer), ForwardedFor = "203.0.113.7" });

        Assert.Equal(IPAddress.Parse(expected), address);
    }
}
