using Microsoft.Extensions.DependencyInjection;
using Orleans;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Silo.Owners;
using RealtimeCluster.Silo.Tests.Log;

namespace RealtimeCluster.Silo.Tests.Owners;

public sealed class ChannelOwnerGrainTests(SiloHost host) : IClassFixture<SiloHost>
{
    private readonly ChannelKey _channel = ChannelKey.ForChannel(SiloHost.NewName(), "c");

    private IChannelGrain Owner => host.Grains.GetGrain<IChannelGrain>(_channel.ToGrainKey());

    [Fact]
    public async Task Apply_AJoin_IsOnTheStreamOfItsGatewayWhenItIsAnswered()
    {
        var gateway = host.AddGateway().Id;

        var reply = await Owner.ApplyAsync(LogBuilder.Batch(gateway, 1, LogBuilder.Join("a")));

        Assert.False(host.Sent.IsEmpty(gateway));
        var envelope = await host.Sent.NextAsync(gateway);
        Assert.Equal((_channel, reply.Epoch, reply.Term, 1), (envelope.Channel, envelope.Epoch, envelope.Term, envelope.LastOffset));
        Assert.Equal((CommandOutcome.Applied, 1), (reply.Results[0].Outcome, reply.Results[0].Offset));
        Assert.NotNull(reply.Host);
    }

    [Fact]
    public async Task Apply_TheSameBatchAgain_IsAnsweredAsBeforeAndSentToNobody()
    {
        var gateway = host.AddGateway().Id;
        var first = await Owner.ApplyAsync(LogBuilder.Batch(gateway, 1, LogBuilder.Join("a")));
        await host.Sent.NextAsync(gateway);

        var again = await Owner.ApplyAsync(LogBuilder.Batch(gateway, 1, LogBuilder.Join("a")));

        Assert.Equal((first.Epoch, first.Term, first.Host, first.Results[0]), (again.Epoch, again.Term, again.Host, again.Results[0]));
        Assert.True(host.Sent.IsEmpty(gateway));
    }

    [Fact]
    public async Task Apply_OfAGatewayThatIsDead_IsRefused()
    {
        var gateway = host.AddGateway().Id;
        host.Kill(gateway);

        var reply = await Owner.ApplyAsync(LogBuilder.Batch(gateway, 1, LogBuilder.Join("a")));

        Assert.True(reply.TermMismatch);
        Assert.Equal(0, (await Owner.GetMemberCountAsync()).Count);
    }

    [Fact]
    public async Task Apply_TheGatewayHeardOfALaterOwner_IsRefusedAndTheNextActivationHasAHigherTerm()
    {
        var gateway = host.AddGateway().Id;
        var term = (await Owner.PublishAsync([LogBuilder.Publish("x")])).Term;

        var refused = await Owner.ApplyAsync(new UplinkBatch { Gateway = gateway, Sequence = 1, Fence = term + 1, Commands = [LogBuilder.Join("a")] });
        await host.EndedAsync(Owner);
        var next = await Owner.ApplyAsync(LogBuilder.Batch(gateway, 1, LogBuilder.Join("a")));

        Assert.True(refused.TermMismatch);
        Assert.False(next.TermMismatch);
        Assert.True(next.Term > term);
    }

    [Fact]
    public async Task Apply_TheLogWasHandedOver_IsRefused()
    {
        var gateway = host.AddGateway().Id;
        await Owner.ApplyAsync(LogBuilder.Batch(gateway, 1, LogBuilder.Join("a")));
        await host.Sent.NextAsync(gateway);
        var estate = host.Services.GetRequiredService<OwnerRegistry>().HandOver(Owner.GetGrainId(), long.MaxValue);

        var reply = await Owner.ApplyAsync(LogBuilder.Batch(gateway, 2, LogBuilder.Publish("x")));

        Assert.Equal(1, estate!.LastOffset);
        Assert.True(reply.TermMismatch);
        Assert.True(host.Sent.IsEmpty(gateway));
    }

    [Fact]
    public async Task Activate_AfterAnOwnerThatEnded_GoesOnWithItsMembersAndOffsets()
    {
        var gateway = host.AddGateway().Id;
        var before = await Owner.ApplyAsync(LogBuilder.Batch(gateway, 1, LogBuilder.Join("a")));
        await host.DeactivateAsync(Owner);

        var after = await Owner.ApplyAsync(LogBuilder.Batch(gateway, 2, LogBuilder.Publish("x")));

        Assert.Equal((before.Epoch, 2), (after.Epoch, after.Results[0].Offset));
        Assert.True(after.Term > before.Term);
        Assert.Equal(1, (await Owner.GetMemberCountAsync()).Count);
    }

    [Fact]
    public async Task Activate_TheMembersGatewayDiedMeanwhile_TellsTheOthersThatTheyAreAway()
    {
        var (dead, gateway) = (host.AddGateway().Id, host.AddGateway());
        await Owner.ApplyAsync(LogBuilder.Batch(dead, 1, new ChannelCommand { Kind = ChannelCommandKind.Join, ConnectionId = "a", IsResumable = true }));
        var reply = await Owner.ApplyAsync(LogBuilder.Batch(gateway.Id, 1, LogBuilder.Join("b")));
        gateway.Follow(_channel, reply.Epoch, reply.Term, (await host.Sent.NextAsync(gateway.Id)).Events, new GatewayMember("b", Profile: null, JoinedAt: 2));
        await host.DeactivateAsync(Owner);
        host.Kill(dead);

        await Owner.WakeAsync();

        Assert.Equal([ChannelEventKind.Away], await host.Sent.NextKindsAsync(gateway.Id));
        Assert.Equal([ChannelEventKind.Left], await host.Sent.NextKindsAsync(gateway.Id));
    }

    [Fact]
    public async Task GatewayLost_OneMemberMayComeBack_TheOtherLeavesAtOnceAndItAfterItsGrace()
    {
        var (lost, gateway) = (host.AddGateway().Id, host.AddGateway().Id);
        await Owner.ApplyAsync(LogBuilder.Batch(gateway, 1, LogBuilder.Attach()));
        await Owner.ApplyAsync(LogBuilder.Batch(
            lost, 1, LogBuilder.Join("gone"), new ChannelCommand { Kind = ChannelCommandKind.Join, ConnectionId = "away", IsResumable = true }));
        await host.Sent.NextAsync(gateway);

        await Owner.GatewayLostAsync(lost);

        Assert.Equal([ChannelEventKind.Left, ChannelEventKind.Away], await host.Sent.NextKindsAsync(gateway));
        var late = await host.Sent.NextAsync(gateway);
        Assert.Equal((ChannelEventKind.Left, "away"), (late.Events[0].Kind, late.Events[0].ConnectionId));
    }

    [Fact]
    public async Task Assert_TheGatewaySawAnotherLog_ThisOwnerEndsAndTheNextGoesOnFromWhatGatewaysHold()
    {
        var gateway = host.AddGateway();
        var before = await Owner.PublishAsync([LogBuilder.Publish("x")]);
        gateway.Follow(_channel, before.Epoch, before.Term + 1, [new ChannelEvent { Kind = ChannelEventKind.Message, Offset = 5 }], new GatewayMember("a", null, 4));

        await Owner.AssertAsync(gateway.Held!);
        await host.EndedAsync(Owner);
        var after = await Owner.PublishAsync([LogBuilder.Publish("y")]);

        Assert.Equal(6, after.Results[0].Offset);
    }

    [Fact]
    public async Task Settle_SomebodyListens_IsNotIdle()
    {
        var gateway = host.AddGateway().Id;
        await Owner.ApplyAsync(LogBuilder.Batch(gateway, 1, LogBuilder.Attach()));
        var activation = host.Services.GetRequiredService<OwnerRegistry>().Activations.Single(owner => owner.Key == _channel);

        var whileItListens = activation.Settle();
        await Owner.ApplyAsync(LogBuilder.Batch(gateway, 2, LogBuilder.Detach()));

        Assert.Null(whileItListens);
        Assert.NotNull(activation.Settle());
    }
}
