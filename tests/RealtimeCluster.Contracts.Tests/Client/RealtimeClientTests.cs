using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Client;
using RealtimeCluster.Testing;

namespace RealtimeCluster.Contracts.Tests.Client;

public sealed class RealtimeClientTests
{
    private static readonly StreamPosition Place = new(7, 3);

    [Fact]
    public async Task SendAsync_PublisherIsLost_IsRepeatedWithTheSameKey()
    {
        var publisher = new FakePublisher(failures: 2);
        var client = Create(publisher);

        Assert.Equal(Place, await client.SendAsync("c", "e", 1));

        Assert.Equal(3, publisher.Commands.Count);
        Assert.NotNull(publisher.Commands[0].DeduplicationKey);
        Assert.Single(publisher.Commands.Select(static command => command.DeduplicationKey).Distinct());
    }

    [Fact]
    public async Task SendAsync_TwoCalls_HaveKeysOfTheirOwn()
    {
        var publisher = new FakePublisher(failures: 0);
        var client = Create(publisher);

        await client.SendAsync("c", "e", 1);
        await client.SendAsync("c", "e", 1);

        Assert.NotEqual(publisher.Commands[0].DeduplicationKey, publisher.Commands[1].DeduplicationKey);
    }

    [Fact]
    public async Task SendAsync_IdempotencyKey_IsTheSameForEveryCall()
    {
        var publisher = new FakePublisher(failures: 0);
        var client = Create(publisher);

        await client.SendAsync("c", "e", 1, "order-17");
        await client.SendAsync("c", "e", 1, "order-17");

        Assert.Equal(publisher.Commands[0].DeduplicationKey, publisher.Commands[1].DeduplicationKey);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(129)]
    public async Task SendAsync_KeyOfAWrongLength_Throws(int length)
    {
        var client = Create(new FakePublisher(failures: 0));

        await Assert.ThrowsAsync<ArgumentException>(() => client.SendAsync("c", "e", 1, new string('k', length)));
    }

    [Fact]
    public async Task SendAsync_NobodyAnswers_ThrowsTimeout()
    {
        var client = Create(new FakePublisher(failures: int.MaxValue), static options => options.Timeout = TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAsync<TimeoutException>(() => client.SendAsync("c", "e", 1));
    }

    [Theory]
    [InlineData(SendAcknowledgement.Held)]
    [InlineData(SendAcknowledgement.Fast)]
    public async Task SendAsync_NoNodeIsThere_ThrowsUnavailable(SendAcknowledgement acknowledgement)
    {
        var client = CreateWithoutNodes(acknowledgement);

        await Assert.ThrowsAsync<RealtimeUnavailableException>(() => client.SendAsync("c", "e", 1));
    }

    [Fact]
    public async Task Reads_NoNodeIsThere_ThrowUnavailable()
    {
        var client = CreateWithoutNodes(SendAcknowledgement.Held);

        await Assert.ThrowsAsync<RealtimeUnavailableException>(() => client.GetMembersAsync("c"));
        await Assert.ThrowsAsync<RealtimeUnavailableException>(() => client.GetHistoryAsync("c", null, 1));
        await Assert.ThrowsAsync<RealtimeUnavailableException>(() => client.DisconnectUserAsync("u"));
        Assert.Equal([null], await client.SendBatchAsync([new ChannelSend("c", "e", 1)]));
    }

    [Fact]
    public async Task SendAsync_NodesComeBack_IsRepeatedWithTheSameKey()
    {
        var publisher = new FakePublisher(failures: 1);
        var lookups = 0;
        var client = Create(Stand.In<IGrainFactory>(_ => ++lookups < 3 ? throw new ArgumentException("Could not find an implementation for the interface.") : publisher));

        Assert.Equal(Place, await client.SendAsync("c", "e", 1));

        Assert.Single(publisher.Commands.Select(static command => command.DeduplicationKey).Distinct());
    }

    [Fact]
    public async Task SendAsync_EmptyChannel_IsTheCallersFault() =>
        await Assert.ThrowsAsync<ArgumentException>(() => CreateWithoutNodes(SendAcknowledgement.Held).GetMembersAsync(string.Empty));

    [Fact]
    public async Task SendAsync_Fast_AsksTheOwnerAloneAndAgainWhenItWasSucceeded()
    {
        var calls = new List<string>();
        var owner = Stand.In<IChannelGrain>(called =>
        {
            calls.Add(called.Name);
            return Task.FromResult(calls.Count == 1
                ? new UplinkReply { Epoch = Place.Epoch, TermMismatch = true }
                : new UplinkReply { Epoch = Place.Epoch, Results = [new CommandResult(CommandOutcome.Applied, Place.Offset)] });
        });
        var client = Create(owner, static options => options.Acknowledgement = SendAcknowledgement.Fast);

        Assert.Equal(Place, await client.SendAsync("c", "e", 1));

        Assert.Equal([nameof(IChannelOwner.PublishAsync), nameof(IChannelOwner.PublishAsync)], calls);
    }

    [Fact]
    public async Task SendBatchAsync_ManySends_GoInOneCallInTheirOrder()
    {
        var publisher = new FakePublisher(failures: 0);
        var client = Create(publisher);

        var places = await client.SendBatchAsync([.. Enumerable.Range(0, 20).Select(static number => new ChannelSend("c", $"e{number}", number, number == 3 ? "key" : null))]);

        Assert.Equal(1, publisher.CallCount);
        Assert.Equal(Enumerable.Range(0, 20).Select(static number => $"\"e{number}\""), publisher.Commands.Select(static command => Encoding.UTF8.GetString(command.EventName!)));
        Assert.Equal("s/key", publisher.Commands[3].DeduplicationKey);
        Assert.Equal(20, publisher.Commands.Select(static command => command.DeduplicationKey).Distinct().Count());
        Assert.All(places, static place => Assert.Equal(Place, place));
    }

    [Fact]
    public async Task SendBatchAsync_LargeSends_AreSplitAndKeepTheirOrder()
    {
        var publisher = new FakePublisher(failures: 0);
        var client = Create(publisher);
        var large = new string('x', 400_000);

        await client.SendBatchAsync([.. Enumerable.Range(0, 5).Select(number => new ChannelSend("c", $"e{number}", large))]);

        Assert.Equal(3, publisher.CallCount);
        Assert.Equal(Enumerable.Range(0, 5).Select(static number => $"\"e{number}\""), publisher.Commands.Select(static command => Encoding.UTF8.GetString(command.EventName!)));
    }

    [Fact]
    public async Task SendBatchAsync_PublisherIsLost_IsRepeatedWithTheSameKeys()
    {
        var publisher = new FakePublisher(failures: 2);
        var client = Create(publisher);

        var places = await client.SendBatchAsync([new ChannelSend("c", "e", 1), new ChannelSend("c", "f", 2)]);

        Assert.Equal([Place, Place], places);
        Assert.Equal(3, publisher.CallCount);
        Assert.Equal(2, publisher.Commands.Select(static command => command.DeduplicationKey).Distinct().Count());
    }

    [Fact]
    public async Task SendBatchAsync_NobodyAnswers_GivesNoPlaces()
    {
        var client = Create(new FakePublisher(failures: int.MaxValue), static options => options.Timeout = TimeSpan.FromMilliseconds(200));

        Assert.Equal([null, null], await client.SendBatchAsync([new ChannelSend("c", "e", 1), new ChannelSend("c", "f", 2)]));
    }

    [Theory]
    [InlineData("", "e", null)]
    [InlineData("c", "connect", null)]
    [InlineData("c", "e", "")]
    public async Task SendBatchAsync_OneIsFaulty_SendsNone(string channel, string eventName, string? key)
    {
        var publisher = new FakePublisher(failures: 0);
        var client = Create(publisher);

        await Assert.ThrowsAsync<ArgumentException>(() => client.SendBatchAsync([new ChannelSend("c", "e", 1), new ChannelSend(channel, eventName, 2, key)]));

        Assert.Empty(publisher.Commands);
    }

    private static IRealtimeClient Create(object grain, Action<RealtimeClientOptions>? configure = null) => Create(Stand.In<IGrainFactory>(_ => grain), configure);

    // What Orleans says when no node it knows of has grains of that kind.
    private static IRealtimeClient CreateWithoutNodes(SendAcknowledgement acknowledgement) => Create(
        Stand.In<IGrainFactory>(static _ => throw new ArgumentException("Could not find an implementation for the interface.")),
        options => (options.Timeout, options.Acknowledgement) = (TimeSpan.FromMilliseconds(200), acknowledgement));

    private static IRealtimeClient Create(IGrainFactory grains, Action<RealtimeClientOptions>? configure = null) => new ServiceCollection()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
        .AddSingleton(grains)
        .AddRealtimeClient(options => options.Environment = "shop")
        .Configure(configure ?? (static _ => { }))
        .BuildServiceProvider()
        .GetRequiredService<IRealtimeClient>();

    private sealed class FakePublisher(int failures) : IPublisherGrain
    {
        public List<ChannelCommand> Commands { get; } = [];

        public int CallCount { get; private set; }

        public Task<StreamPosition> PublishAsync(ChannelKey log, ChannelCommand command)
        {
            Assert.Equal(ChannelKey.ForChannel("shop", "c"), log);
            Commands.Add(command);
            return ++CallCount > failures ? Task.FromResult(Place) : throw new SiloUnavailableException();
        }

        public Task<StreamPosition?[]> PublishBatchAsync(PublishItem[] items, TimeSpan patience)
        {
            Assert.All(items, static item => Assert.Equal(ChannelKey.ForChannel("shop", "c"), item.Log));
            Commands.AddRange(items.Select(static item => item.Command));
            return ++CallCount > failures ? Task.FromResult(Array.ConvertAll(items, static _ => (StreamPosition?)Place)) : throw new SiloUnavailableException();
        }
    }
}
