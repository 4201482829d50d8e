using System.Net;
using System.Net.Http.Headers;
using RealtimeCluster.Testing.Clients;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Cluster.Tests.Security;

/// <summary>A cluster that was told nothing but its addresses lets nobody in and listens nowhere else.</summary>
public sealed class SafeDefaultsTests : IAsyncLifetime
{
    private readonly string _config = Path.GetTempFileName();
    private ClusterProcess? _cluster;

    private ClusterProcess Cluster => _cluster ?? throw new InvalidOperationException("The cluster is not up.");

    [Theory]
    [InlineData("""{"envId":"any"}""")]
    [InlineData("""{"envId":"any","apiKey":"","session":""}""")]
    [InlineData("""{"accessToken":""}""")]
    [InlineData("""{"accessToken":null}""")]
    [InlineData("{}")]
    public async Task Connect_NothingConfigured_IsRefused(string auth)
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => SocketIOTestClient.ConnectAsync(Cluster.GatewayUrls[0], System.Text.Json.JsonDocument.Parse(auth).RootElement));

        Assert.Contains("no_environment_found", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("guess")]
    public async Task ServerApi_NoTokenConfigured_LetsNobodyIn(string? token)
    {
        using var http = new HttpClient { BaseAddress = Cluster.GatewayUrls[0] };
        if (token is not null)
        {
            http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", new AuthenticationHeaderValue("Bearer", token).ToString());
        }

        using var answer = await http.GetAsync(new Uri("/v1/environments/any/channels/c/members", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [InlineData("silo1")]
    [InlineData("gateway1")]
    public void Sockets_OfANode_ListenOnTheConfiguredAddressOnly(string node)
    {
        var inodes = Directory.GetFiles($"/proc/{Cluster.GetProcessId(node)}/fd")
            .Select(static file => new FileInfo(file).LinkTarget)
            .Where(static target => target?.StartsWith("socket:[", StringComparison.Ordinal) == true)
            .Select(static target => target!["socket:[".Length..^1])
            .ToHashSet();
        var listening = Listening().Where(socket => inodes.Contains(socket.Inode)).Select(static socket => socket.Address).ToArray();

        Assert.NotEmpty(listening);
        Assert.All(listening, static address => Assert.Equal(IPAddress.Loopback, address));
    }

    public async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(_config, "{}");
        _cluster = await ClusterProcess.StartAsync(siloCount: 1, gatewayCount: 1, _config);
    }

    public async Task DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        File.Delete(_config);
    }

    // The kernel's table: the local address in host order of each four bytes, state 0A for listening, the inode of the socket.
    private static IEnumerable<(IPAddress Address, string Inode)> Listening() => ((string[])["/proc/net/tcp", "/proc/net/tcp6"])
        .SelectMany(static table => File.ReadLines(table).Skip(1))
        .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Where(static fields => fields[3] == "0A")
        .Select(static fields => (ReadAddress(fields[1].Split(':')[0]), fields[9]));

    private static IPAddress ReadAddress(string hex)
    {
        var bytes = Convert.FromHexString(hex);
        for (var word = 0; word < bytes.Length; word += sizeof(uint))
        {
            Array.Reverse(bytes, word, sizeof(uint));
        }

        return new IPAddress(bytes);
    }
}
