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

    private static IRealtimeClient Create(object grain, Action<RealtimeClientOptions>? configure = null) => new ServiceCollection()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
        .AddSingleton(Stand.In<IGrainFactory>(_ => grain))
        .AddRealtimeClient(options => options.Environment = "shop")
        .Configure(configure ?? (static _ => { }))
        .BuildServiceProvider()
        .GetRequiredService<IRealtimeClient>();

    private sealed class FakePublisher(int failures) : IPublisherGrain
    {
        public List<ChannelCommand> Commands { get; } = [];

        public Task<StreamPosition> PublishAsync(ChannelKey log, ChannelCommand command)
        {
            Assert.Equal(ChannelKey.ForChannel("shop", "c"), log);
            Commands.Add(command);
            return Commands.Count > failures ? Task.FromResult(Place) : throw new SiloUnavailableException();
        }
    }
}
