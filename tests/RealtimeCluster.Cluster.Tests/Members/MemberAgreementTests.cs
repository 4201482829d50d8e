using System.Globalization;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using RealtimeCluster.Testing.Clients;

namespace RealtimeCluster.Cluster.Tests.Members;

/// <summary>Every way to ask for the members of a channel gives the same answer, and it is the right one.</summary>
[Collection(nameof(TwoByTwoCluster))]
public sealed class MemberAgreementTests(TwoByTwoCluster cluster)
{
    private const int OperationCount = 10_000;
    private const int ClientCount = 40;
    private const int ChannelCount = 5;
    private const string Environment = "agreement";

    [Fact]
    public async Task GetMembers_AfterTenThousandRandomOperations_AgreesWithTheModelThroughEveryDoor()
    {
        var random = new Random(20_261_123);
        var clients = new ModelledClient?[ClientCount];
        using var http = new HttpClient { BaseAddress = cluster.GatewayUrls[1] };
        await using var server = await SocketIOTestClient.ConnectAsync(cluster.GatewayUrls[0], new { accessToken = TwoByTwoCluster.ServerToken });

        for (var operation = 0; operation < OperationCount; operation++)
        {
            var place = random.Next(ClientCount);
            clients[place] ??= await ModelledClient.ConnectAsync(cluster.GatewayUrls[random.Next(2)], Environment);
            if (await clients[place]!.DoAsync(random, ChannelCount, operation))
            {
                clients[place] = null;
            }
        }

        await Task.WhenAll(clients.OfType<ModelledClient>().Select(static client => client.SettleAsync()));
        for (var number = 0; number < ChannelCount; number++)
        {
            var channel = ModelledClient.Channel(number);
            var expected = clients.OfType<ModelledClient>()
                .Where(client => client.Channels.Contains(channel))
                .ToDictionary(static client => client.Id, static client => client.Profile);

            // A disconnect is seen by the gateway when it is seen; everything else was acknowledged.
            var byServer = await SettledAsync(server, channel, expected.Count);
            var byHttp = await http.PostAsJsonAsync($"/{Environment}/agnost/realtime/get-members", new { channel });
            var rest = JsonDocument.Parse(await byHttp.Content.ReadAsStringAsync()).RootElement;

            Assert.Equal(expected.Keys.Order(), byServer.EnumerateArray().Select(static member => member.GetProperty("id").GetString()!).Order());
            Assert.Equal(expected.Keys.Order(), rest.EnumerateArray().Select(static member => member.GetProperty("id").GetString()!).Order());
            foreach (var member in rest.EnumerateArray())
            {
                var profile = expected[member.GetProperty("id").GetString()!];
                Assert.Equal(profile is not null, member.TryGetProperty("data", out var data));
                if (profile is not null)
                {
                    Assert.Equal(profile, data.GetProperty("bytes").GetProperty("data").EnumerateArray().Select(static value => value.GetByte()));
                }
            }
        }

        foreach (var client in clients.OfType<ModelledClient>())
        {
            await client.EndAsync();
        }
    }

    private static async Task<JsonElement> SettledAsync(SocketIOTestClient server, string channel, int expectedCount)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var list = await server.EmitWithAckAsync("get_members", new { envId = Environment, channel });
            if (list.GetArrayLength() == expectedCount || deadline.IsCancellationRequested)
            {
                return list;
            }
        }
    }

    /// <summary>A client, and what its channels and profile must be.</summary>
    private sealed class ModelledClient(SocketIOTestClient client)
    {
        public string Id => client.Id;

        public HashSet<string> Channels { get; } = [];

        public byte[]? Profile { get; private set; }

        public static string Channel(int number) => string.Create(CultureInfo.InvariantCulture, $"agreement {number}");

        public static async Task<ModelledClient> ConnectAsync(Uri gateway, string environment) =>
            new(await SocketIOTestClient.ConnectAsync(gateway, new { envId = environment }));

        /// <summary>Does something at random; <see langword="true"/> when that was to disconnect.</summary>
        public async Task<bool> DoAsync(Random random, int channelCount, int operation)
        {
            var channel = Channel(random.Next(channelCount));
            switch (random.Next(100))
            {
                case < 45:
                    Channels.Add(channel);
                    await client.EmitAsync("join", new { channel });
                    return false;
                case < 75:
                    Channels.Remove(channel);
                    await client.EmitAsync("leave", new { channel });
                    return false;
                case < 95:
                    Profile = BitConverter.GetBytes(operation);
                    await client.SendTextAsync("451-[\"update\",{\"data\":{\"bytes\":{\"_placeholder\":true,\"num\":0}}}]");
                    await client.SendAsync(Profile, WebSocketMessageType.Binary);
                    return false;
                default:
                    await EndAsync();
                    return true;
            }
        }

        /// <summary>Waits until all it did was applied: a channel it is in answers after what was sent there before.</summary>
        public async Task SettleAsync()
        {
            foreach (var channel in Enumerable.Range(0, ChannelCount).Select(Channel))
            {
                await client.EmitWithAckAsync(Channels.Contains(channel) ? "join" : "leave", new { channel });
            }
        }

        public ValueTask EndAsync() => client.DisposeAsync();
    }
}
