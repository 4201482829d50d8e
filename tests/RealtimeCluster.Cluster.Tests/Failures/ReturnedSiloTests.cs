using RealtimeCluster.Testing.Clients;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Cluster.Tests.Failures;

/// <summary>A silo comes back and takes its share of the channels that live, while they are in use.</summary>
public sealed class ReturnedSiloTests : IDisposable
{
    private const int ChannelCount = 40;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    private readonly string _config = Path.GetTempFileName();

    public void Dispose() => File.Delete(_config);

    [Fact]
    public async Task Start_ASiloThatWasKilled_ChannelsMoveThereAndNoMessageIsLostOrRepeated()
    {
        await File.WriteAllTextAsync(_config, """{"Realtime":{"OpenEnvironments":true}}""");
        await using var cluster = await ClusterProcess.StartAsync(siloCount: 2, gatewayCount: 2, _config);
        await using var sender = await SocketIOTestClient.ConnectAsync(cluster.GatewayUrls[0], new { envId = "returned" });
        await using var receiver = await SocketIOTestClient.ConnectAsync(cluster.GatewayUrls[1], new { envId = "returned" });
        foreach (var channel in Channels())
        {
            await receiver.EmitWithAckAsync("join", new { channel });
        }

        await cluster.KillAsync("silo2");
        var sent = await SendAsync(sender, from: 0);
        await cluster.StartAsync("silo2");
        using var deadline = new CancellationTokenSource(Deadline);
        var moved = cluster.WaitForLogAsync("owners moved from here");
        while (!moved.IsCompleted)
        {
            deadline.Token.ThrowIfCancellationRequested();
            sent = await SendAsync(sender, sent);
        }

        await moved;
        sent = await SendAsync(sender, sent);

        var heard = Channels().ToDictionary(static channel => channel, static _ => new List<int>());
        while (heard.Values.Any(messages => messages.LastOrDefault(-1) < sent - 1))
        {
            var frame = await receiver.Events.ReadAsync(deadline.Token);
            Assert.NotEqual("channel:leave", frame.EventName);
            if (frame.EventName == "count")
            {
                heard[frame.Argument.GetProperty("channel").GetString()!].Add(frame.Argument.GetProperty("message").GetInt32());
            }
        }

        Assert.All(heard.Values, messages => Assert.Equal(Enumerable.Range(0, sent), messages));
    }

    private static IEnumerable<string> Channels() => Enumerable.Range(0, ChannelCount).Select(static number => $"returned-{number}");

    // One message in each channel.
    private static async Task<int> SendAsync(SocketIOTestClient sender, int from)
    {
        await Task.WhenAll(Channels().Select(channel => sender.EmitWithAckAsync("message", new { channel, eventName = "count", message = from })));
        return from + 1;
    }
}
