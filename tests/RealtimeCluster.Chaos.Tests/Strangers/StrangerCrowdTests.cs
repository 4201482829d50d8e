using System.Net;
using System.Net.Sockets;
using RealtimeCluster.Chaos.Histories;
using RealtimeCluster.Chaos.Network;
using RealtimeCluster.Chaos.Strangers;

namespace RealtimeCluster.Chaos.Tests.Strangers;

/// <summary>Strangers go on whatever a server does to them, and end when they are told to.</summary>
public sealed class StrangerCrowdTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();

    public StrangerCrowdTests() => _server.Start();

    [Fact]
    public async Task RunAsync_ServerSendsAllAway_TheyComeAgainFromTheirAddressesUntilStopped()
    {
        var crowd = Start(5);
        var sources = new Dictionary<string, int>();
        while (sources.Count < 3 || sources.Values.Any(static count => count < 2))
        {
            using var accepted = await _server.AcceptSocketAsync().WaitAsync(Deadline);
            var source = ((IPEndPoint)accepted.RemoteEndPoint!).Address.ToString();
            sources[source] = sources.GetValueOrDefault(source) + 1;
        }

        await _end.CancelAsync();
        await crowd.WaitAsync(Deadline);

        Assert.Equal(["127.2.0.1", "127.2.0.2", "127.2.0.4"], sources.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task RunAsync_ServerAnswersNothing_TheyEndWhenTold()
    {
        var crowd = Start(5);
        using var accepted = await _server.AcceptSocketAsync().WaitAsync(Deadline);

        await _end.CancelAsync();

        Assert.Equal(Enum.GetNames<StrangerKind>(), (await crowd.WaitAsync(Deadline)).Select(static tally => tally.Kind));
    }

    [Fact]
    public async Task RunAsync_ServerRefusesUpgrades_CountsItsStatus()
    {
        var crowd = Start(1);
        for (var count = 0; count < 2; count++)
        {
            using var accepted = await _server.AcceptSocketAsync().WaitAsync(Deadline);
            await accepted.ReceiveAsync(new byte[4096]).WaitAsync(Deadline);
            await accepted.SendAsync("HTTP/1.1 429 Too Many Requests\r\n\r\n"u8.ToArray()).WaitAsync(Deadline);
        }

        // That it came twice says that the first answer was taken.
        await _end.CancelAsync();

        Assert.Contains("HTTP 429", Assert.Single(await crowd.WaitAsync(Deadline)).Answers.Keys);
    }

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
        _server.Dispose();
    }

    private Task<IReadOnlyList<StrangerTally>> Start(int count) =>
        new StrangerCrowd(count, Enum.GetValues<StrangerKind>(), new GatewayList([new Gateway("server", (IPEndPoint)_server.LocalEndpoint)]), new Random(1)).RunAsync(_end.Token);
}
