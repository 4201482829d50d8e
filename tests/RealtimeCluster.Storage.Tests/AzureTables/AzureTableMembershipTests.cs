using Azure.Data.Tables;
using RealtimeCluster.Storage.Tests.AzureBlob;
using RealtimeCluster.Storage.Tests.Durability;
using RealtimeCluster.Testing.Clients;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Storage.Tests.AzureTables;

/// <summary>Clusters whose nodes know each other from tables, in the official emulator.</summary>
public sealed class AzureTableMembershipTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const int ChannelCount = 8;
    private const string Environment = "shop";

    private readonly string _cluster = $"c{Guid.NewGuid():N}";

    [Fact]
    public async Task Cluster_MembershipInTables_ChannelsWorkAcrossAndAKilledSiloIsDeclaredDead()
    {
        await using var first = await RealtimeHost.StartAsync(NodeSettings());
        await using var second = await RealtimeHost.StartAsync(NodeSettings());
        await using var silo = HostProcess.Start(
            "dotnet",
            [Repository.GetHost("silo/RealtimeCluster.Silo.Host", "RealtimeCluster.Silo.Host"), .. NodeSettings().Select(static setting => $"--{setting.Key}={setting.Value}")]);
        await first.WaitForNodesAsync(SiloStatus.Active, 3);
        await second.WaitForNodesAsync(SiloStatus.Active, 3);
        Assert.Equal(["Active", "Active", "Active"], ReadStatuses());

        // Of that many channels some belong to the silo that is killed.
        await using var ada = await first.ConnectAsync(Environment);
        await using var ben = await second.ConnectAsync(Environment);
        for (var channel = 0; channel < ChannelCount; channel++)
        {
            await ada.EmitWithAckAsync("join", new { channel = $"c{channel}" });
            await ben.EmitWithAckAsync("join", new { channel = $"c{channel}" });
        }

        await SayInAllAsync(from: ben, to: ada, "before");
        await silo.SignalAsync("KILL");
        await first.WaitForNodesAsync(SiloStatus.Active, 2);
        await second.WaitForNodesAsync(SiloStatus.Active, 2);

        await SayInAllAsync(from: ben, to: ada, "after");
        Assert.Equal(["Active", "Active", "Dead"], ReadStatuses());
    }

    [Fact]
    public async Task Node_TablesChosenInOrleansOwnForm_IsInThem()
    {
        await using var host = await StorageHost.StartAsync(
        [
            .. NodeSettings().Where(static setting => setting.Key != "Cluster:AzureTables"),
            KeyValuePair.Create<string, string?>("Orleans:Clustering:ProviderType", "AzureTableStorage"),
            KeyValuePair.Create<string, string?>("Orleans:Clustering:ConnectionString", azurite.ConnectionString),
        ]);

        Assert.Equal(["Active"], ReadStatuses());
    }

    private static async Task SayInAllAsync(SocketIOTestClient from, SocketIOTestClient to, string text)
    {
        for (var channel = 0; channel < ChannelCount; channel++)
        {
            await from.EmitWithAckAsync("message", new { channel = $"c{channel}", eventName = text, message = channel });
            var heard = await to.WaitForAsync(frame => frame.EventName == text, $"what was said in c{channel} {text} the kill");
            Assert.Equal(channel, heard.Argument.GetProperty("message").GetInt32());
        }
    }

    // Probes have time: it is the refused connection that tells of the kill, and no busy machine may do so before.
    private Dictionary<string, string?> NodeSettings() => new()
    {
        ["Cluster:AzureTables"] = azurite.ConnectionString,
        ["Cluster:ClusterId"] = _cluster,
        ["Cluster:AdvertisedAddress"] = "127.0.0.1",
        ["Cluster:SiloPort"] = $"{Ports.GetFree()}",
        ["Cluster:ClientPort"] = "0",
        ["Cluster:ProbeTimeout"] = "00:00:05",
    };

    // Rows without a status count the versions of the table.
    private string[] ReadStatuses() =>
    [
        .. new TableClient(azurite.ConnectionString, "OrleansSiloInstances").Query<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {_cluster}"))
            .Select(static row => row.GetString("Status"))
            .OfType<string>()
            .Order(StringComparer.Ordinal),
    ];
}
