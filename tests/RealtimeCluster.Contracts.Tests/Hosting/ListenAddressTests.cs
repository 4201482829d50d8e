using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using RealtimeCluster.Clustering.Hosting;

namespace RealtimeCluster.Contracts.Tests.Hosting;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("http://localhost:8080", true)]
    [InlineData("http://127.0.0.1:8080;http://[::1]:8081", true)]
    [InlineData("http://127.0.0.1:8080;http://10.0.0.1:8080", false)]
    [InlineData("http://*:8080", false)]
    [InlineData("http://[::]:8080", false)]
    [InlineData("http://realtime.example.com:8080", false)]
    public void OfWebServer_Urls_KnowsWhichOnlyThisMachineReaches(string urls, bool isLoopback) =>
        Assert.Equal(isLoopback, ListenAddress.OfWebServer(Configure(("urls", urls))).All(static address => address.IsLoopback));

    [Fact]
    public void OfWebServer_KestrelHasEndpoints_TheyCount()
    {
        var addresses = ListenAddress.OfWebServer(Configure(("urls", "http://localhost:8080"), ("Kestrel:Endpoints:Public:Url", "https://0.0.0.0:8443")));

        Assert.Equal(("0.0.0.0", 8443), Assert.Single(addresses) is var address ? (address.Host, address.Port) : default);
    }

    [Fact]
    public void OfWebServer_OnlyPorts_AreThoseOfAllAddresses()
    {
        var addresses = ListenAddress.OfWebServer(Configure(("http_ports", "8080;8081")));

        Assert.Equal([8080, 8081], addresses.Select(static address => address.Port));
        Assert.All(addresses, static address => Assert.False(address.IsLoopback));
    }

    [Fact]
    public void OfNode_ASiloWithoutAWebServer_HasThePortsOfTheCluster()
    {
        var addresses = ListenAddress.OfNode(Configure(("Cluster:AdvertisedAddress", "127.0.0.3"), ("Cluster:SiloPort", "11111"), ("Cluster:ClientPort", "0")), hasWebServer: false);

        Assert.Equal([("127.0.0.3", 11111), ("127.0.0.3", 0)], addresses.Select(static address => (address.Host, address.Port)));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("*")]
    [InlineData("0.0.0.0")]
    public async Task IsTaken_SomebodyListens_IsTaken(string host)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        Assert.True(await new ListenAddress(host, port, "--urls").IsTakenAsync());

        listener.Stop();
        Assert.False(await new ListenAddress(host, port, "--urls").IsTakenAsync());
    }

    [Fact]
    public async Task IsTaken_AnyFreePort_IsFree() => Assert.False(await new ListenAddress("localhost", 0, "--urls").IsTakenAsync());

    private static IConfiguration Configure(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(static setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();
}
