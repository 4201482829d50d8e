using RealtimeCluster.Testing.Clients;

namespace RealtimeCluster.Cluster.Tests.Order;

/// <summary>One order of a channel's messages for everybody, whichever gateways publishers and subscribers are on.</summary>
[Collection(nameof(TwoByTwoCluster))]
public sealed class TotalOrderTests(TwoByTwoCluster cluster)
{
    private const string MessageStart = "\"message\":\"";
    private const int PublisherCount = 8;
    private const int SubscriberCount = 20;
    private const int MessageCount = 200_000;
    private const int Window = 500;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Message_ManyPublishersOnTwoGateways_EverySubscriberSeesTheSameSequence()
    {
        const string Channel = "order";
        var auth = new { envId = "order" };
        var subscribers = new List<SocketIOTestClient>();
        var publishers = new List<SocketIOTestClient>();
        for (var i = 0; i < SubscriberCount; i++)
        {
            var subscriber = await SocketIOTestClient.ConnectAsync(cluster.GatewayUrls[i % cluster.GatewayUrls.Count], auth);
            await subscriber.EmitWithAckAsync("join", new { channel = Channel });
            subscribers.Add(subscriber);
        }

        for (var i = 0; i < PublisherCount; i++)
        {
            publishers.Add(await SocketIOTestClient.ConnectAsync(cluster.GatewayUrls[i % cluster.GatewayUrls.Count], auth));
        }

        var reading = subscribers.Select(static subscriber => ReadAsync(subscriber)).ToArray();
        await Task.WhenAll(publishers.Select((publisher, number) => PublishAsync(publisher, number))).WaitAsync(Deadline);
        var sequences = await Task.WhenAll(reading).WaitAsync(Deadline);

        var first = sequences[0];
        Assert.Equal(MessageCount, first.Length);
        Assert.Equal(MessageCount, first.Distinct().Count());
        for (var publisher = 0; publisher < PublisherCount; publisher++)
        {
            var own = first.Where(message => message.Publisher == publisher).Select(static message => message.Number);
            Assert.Equal(Enumerable.Range(0, MessageCount / PublisherCount), own);
        }

        Assert.All(sequences, sequence => Assert.True(first.AsSpan().SequenceEqual(sequence), "A subscriber saw another order."));
        foreach (var client in subscribers.Concat(publishers))
        {
            await client.DisposeAsync();
        }

        async Task PublishAsync(SocketIOTestClient publisher, int number)
        {
            for (var i = 0; i < MessageCount / PublisherCount; i++)
            {
                // Every so often an acknowledgement, so that nobody runs further ahead than a real application would.
                var message = new { channel = Channel, eventName = "m", message = $"{number}:{i}" };
                if (i % Window == Window - 1)
                {
                    await publisher.EmitWithAckAsync("message", message);
                }
                else
                {
                    await publisher.EmitAsync("message", message);
                }
            }
        }
    }

    private static async Task<(int Publisher, int Number)[]> ReadAsync(SocketIOTestClient subscriber)
    {
        var sequence = new List<(int, int)>(MessageCount);
        await foreach (var frame in subscriber.Events.ReadAllAsync())
        {
            // 2["m",{"channel":"order","message":"3:17"},"positions"] – a JSON parser for each of four million would be the test's own bottleneck.
            if (!frame.Text.StartsWith("2[\"m\"", StringComparison.Ordinal))
            {
                continue;
            }

            var start = frame.Text.IndexOf(MessageStart, StringComparison.Ordinal) + MessageStart.Length;
            var end = frame.Text.IndexOf('"', start);
            var colon = frame.Text.IndexOf(':', start);
            sequence.Add((int.Parse(frame.Text.AsSpan(start, colon - start), null), int.Parse(frame.Text.AsSpan(colon + 1, end - colon - 1), null)));
            if (sequence.Count == MessageCount)
            {
                return [.. sequence];
            }
        }

        throw new InvalidOperationException($"{subscriber.Id} was disconnected after {sequence.Count} messages.");
    }
}
