using RealtimeCluster.Testing.Clients;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Cluster.Tests.Failures;

/// <summary>A process that is killed is declared dead by those whose connections it refuses; probes that would take minutes have no part in it.</summary>
public sealed class RefusedNodeTests : IDisposable
{
    private const int ChannelCount = 20;
    private const string Verdict = "refuses connections: its process is gone";

    private readonly string _config = Path.GetTempFileName();

    public void Dispose() => File.Delete(_config);

    [Fact]
    public async Task Kill_SiloWithChannelsInUse_IsDeclaredDeadByARefusal()
    {
        await File.WriteAllTextAsync(_config, """{"Cluster":{"ProbeTimeout":"00:01:00"},"Realtime":{"OpenEnvironments":true}}""");
        await using var cluster = await ClusterProcess.StartAsync(siloCount: 2, gatewayCount: 1, _config);
        await using var client = await SocketIOTestClient.ConnectAsync(cluster.GatewayUrls[0], new { envId = "refused" });
        await PublishAsync(client);

        await cluster.KillAsync("silo2");
        await UseChannelsUntilAsync(cluster.WaitForLogAsync(Verdict), client);
        await PublishAsync(client);
    }

    // A call that left before the connection was seen to be gone is answered by nobody and fails only with the verdict, so those of other channels have to follow.
    private static async Task UseChannelsUntilAsync(Task verdict, SocketIOTestClient client)
    {
        for (var number = 0; !verdict.IsCompleted; number++)
        {
            await client.EmitAsync("message", new { channel = $"channel-{number % ChannelCount}", eventName = "note", message = number });
            await Task.WhenAny(verdict, Task.Delay(100));
        }

        await verdict;
    }

    // Each is acknowledged by the owner of its channel; with twenty both silos own some.
    private static async Task PublishAsync(SocketIOTestClient client)
    {
        for (var number = 0; number < ChannelCount; number++)
        {
            await client.EmitWithAckAsync("message", new { channel = $"channel-{number}", eventName = "note", message = number });
        }
    }
}
