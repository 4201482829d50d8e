using Orleans;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Silo.Tests.Log;
using RealtimeCluster.Silo.Tests.Succession;

namespace RealtimeCluster.Silo.Tests.Owners;

/// <summary>Owners that start in a cluster which has not changed for long, as far as their silo has heard.</summary>
public sealed class SettledOwnerTests(SiloHost host) : IClassFixture<SiloHost>
{
    private const long FormerEpoch = 7;
    private const long FormerTerm = 70;

    private readonly ChannelKey _channel = ChannelKey.ForChannel(SiloHost.NewName(), "c");

    private IChannelGrain Owner => host.Grains.GetGrain<IChannelGrain>(_channel.ToGrainKey());

    [Fact]
    public async Task Activate_NobodySpeaksOfAFormerOwner_BeginsWithoutAskingGateways()
    {
        Follower();
        host.Settle();

        var reply = await Owner.PublishAsync([LogBuilder.Publish("x")]);

        Assert.NotEqual(FormerEpoch, reply.Epoch);
        Assert.Equal(1, reply.Results[0].Offset);
    }

    [Fact]
    public async Task Activate_OneHasRestedHere_GoesOnWhereThatStopped()
    {
        host.Settle();
        var before = await Owner.PublishAsync([LogBuilder.Publish("x")]);
        await host.DeactivateAsync(Owner);

        var after = await Owner.PublishAsync([LogBuilder.Publish("y")]);

        Assert.Equal((before.Epoch, 2), (after.Epoch, after.Results[0].Offset));
    }

    private FakeGateway Follower()
    {
        var gateway = host.AddGateway();
        gateway.Follow(_channel, FormerEpoch, FormerTerm, [Event(1), Event(2)]);
        return gateway;
    }

    private static ChannelEvent Event(long offset) => new() { Kind = ChannelEventKind.Message, Offset = offset, EventName = "\"e\""u8.ToArray() };
}
