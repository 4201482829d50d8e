using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Orleans;
using Orleans.Runtime;
using RealtimeCluster.Clustering.Membership;
using RealtimeCluster.Clustering.Nodes;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Gateway.Tests.Diagnostics;
using RealtimeCluster.Gateway.Uplink;
using RealtimeCluster.Testing;
using RealtimeCluster.Testing.Time;

namespace RealtimeCluster.Gateway.Tests.Uplink;

public class ChannelUplinkTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Gap = new UplinkOptions().MembershipGap;
    private static readonly TimeSpan Notice = new UplinkOptions().StandstillNotice;
    private static readonly SiloAddress Self = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 5000), 1);
    private static readonly ChannelKey Channel = ChannelKey.ForChannel("shop", "c");

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public async Task Send_OwnerOfANewEpoch_IsToldOnceOfThoseWhoLeft(int refusals)
    {
        var owner = new FakeOwner(epoch: 9, refusals);
        var uplink = Create(owner, "gone");

        await SendAsync(uplink, "a");
        await SendAsync(uplink, "b");

        Assert.Equal(refusals, owner.AssertionCount);
        Assert.Equal(["a", "gone", "b"], owner.Commands.Select(static command => command.ConnectionId));
        Assert.Equal(ChannelCommandKind.Leave, owner.Commands[1].Kind);
    }

    [Fact]
    public async Task RequestAssertion_AfterTheLossOfAnOwner_RepeatsTheLeaves()
    {
        var owner = new FakeOwner(epoch: 9, refusals: 0);
        var uplink = Create(owner, "gone");

        Assert.True(uplink.TryRequestAssertion());
        await SendAsync(uplink, "a");
        await SendAsync(uplink, "b");

        Assert.Equal(1, owner.AssertionCount);
        Assert.Equal(["a", "b", "gone"], owner.Commands.Select(static command => command.ConnectionId).Order());
    }

    [Fact]
    public async Task Send_JoinsAndLeavesInAStorm_ShareACallForEachGap()
    {
        var (uplink, owner, time) = await AfterAJoinAsync();

        Enqueue(uplink, ChannelCommandKind.Join, "b");
        await time.WaitUntilArmedAsync(Gap);
        Enqueue(uplink, ChannelCommandKind.Leave, "a");
        Enqueue(uplink, ChannelCommandKind.Join, "c");
        time.Advance(Gap);
        await owner.HearAsync(3);

        Assert.Equal([1, 3], owner.BatchSizes);
        Assert.Equal(["a", "b", "a", "c"], owner.Commands.Select(static command => command.ConnectionId));
    }

    [Fact]
    public async Task Send_AJoinAfterAQuietTime_GoesAtOnce()
    {
        var (uplink, owner, time) = await AfterAJoinAsync();
        time.Advance(Gap);

        Enqueue(uplink, ChannelCommandKind.Join, "b");

        Assert.Equal(["Join"], await owner.HearAsync(1));
    }

    [Fact]
    public async Task Send_AMessageInAStorm_GoesAtOnceBehindTheJoinsThatWait()
    {
        var (uplink, owner, time) = await AfterAJoinAsync();

        Enqueue(uplink, ChannelCommandKind.Join, "b");
        await time.WaitUntilArmedAsync(Gap);
        Enqueue(uplink, ChannelCommandKind.Publish, "b");

        Assert.Equal(["Join", "Publish"], await owner.HearAsync(2));
    }

    [Fact]
    public async Task Pass_InAStorm_DoesNotWaitForTheGap()
    {
        var (uplink, owner, time) = await AfterAJoinAsync();

        Enqueue(uplink, ChannelCommandKind.Leave, "a");
        await time.WaitUntilArmedAsync(Gap);

        await uplink.PassAsync().WaitAsync(Deadline);
        Assert.Equal(["Leave"], await owner.HearAsync(1));
    }

    [Fact]
    public async Task Send_AsManyJoinsAsFillACall_DoNotWaitForTheGap()
    {
        var (uplink, owner, _) = await AfterAJoinAsync();

        var count = new UplinkOptions().MaxBatchCount;
        for (var i = 0; i < count; i++)
        {
            Enqueue(uplink, ChannelCommandKind.Join, $"c{i}");
        }

        Assert.Equal(count, (await owner.HearAsync(count)).Length);
    }

    [Fact]
    public async Task Acknowledged_NothingMoreIsSent_IsLetGoOfWhenItIsTooOld()
    {
        var time = new FakeTimeProvider();
        var owner = new FakeOwner(epoch: 9, refusals: 0);
        var uplink = Create(owner, time);
        var payload = await PublishAsync(uplink);
        owner.Forget();

        time.Advance(RecoveryTimes.Default.Kept * 2);

        // Its sender may hear of the answer a moment before the uplink has put the batch away.
        await Eventually.TrueAsync(
            () =>
            {
                GC.Collect();
                return !payload.IsAlive;
            },
            "the payload is let go of");
        GC.KeepAlive(uplink);
    }

    // Apart, so that nothing of it is left on the stack.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> PublishAsync(ChannelUplink uplink)
    {
        var payload = new Payload("1"u8.ToArray());
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        uplink.TryEnqueue(
            new PendingCommand(new ChannelCommand { Kind = ChannelCommandKind.Publish, EventName = "\"e\""u8.ToArray(), Payload = payload }, (_, _) => answered.SetResult()),
            isBounded: true,
            out _);
        await answered.Task.WaitAsync(Deadline);
        return new WeakReference(payload);
    }

    [Fact]
    public async Task Send_OwnerFailsEachTime_TellsTheSenderAndGoesOn()
    {
        var owner = new FakeOwner(epoch: 9, refusals: 0) { Poison = "poison" };
        var uplink = Create(owner);

        var given = await AskAsync(uplink, new ChannelCommand { Kind = ChannelCommandKind.Publish, ConnectionId = "poison" });
        var next = await AskAsync(uplink, new ChannelCommand { Kind = ChannelCommandKind.Publish, ConnectionId = "good" });

        Assert.Equal(CommandOutcome.GivenUp, given.Outcome);
        Assert.Equal(CommandOutcome.Applied, next.Outcome);
        Assert.Equal(CallFaults.MaxAttempts, owner.PoisonedCount);
        await uplink.PassAsync().WaitAsync(Deadline);
    }

    [Fact]
    public async Task Send_ACommandLargerThanAMessage_IsNeverSent()
    {
        var owner = new FakeOwner(epoch: 9, refusals: 0);
        var uplink = Create(owner, new Clustering.Hosting.ClusterOptions { MaxMessageBytes = 40 * 1024 * 1024 });

        var large = await AskAsync(uplink, new ChannelCommand { Kind = ChannelCommandKind.Publish, Payload = new Payload(new byte[31 * 1024 * 1024]) });
        var next = await AskAsync(uplink, new ChannelCommand { Kind = ChannelCommandKind.Publish, Payload = new Payload(new byte[29 * 1024 * 1024]) });

        Assert.Equal(CommandOutcome.GivenUp, large.Outcome);
        Assert.Equal(CommandOutcome.Applied, next.Outcome);
        Assert.Single(owner.Commands);
    }

    private static async Task<CommandResult> AskAsync(ChannelUplink uplink, ChannelCommand command)
    {
        var answered = new TaskCompletionSource<CommandResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        Assert.True(uplink.TryEnqueue(new PendingCommand(command, (result, _) => answered.SetResult(result)), isBounded: true, out _));
        return await answered.Task.WaitAsync(Deadline);
    }

    private static async Task<(ChannelUplink Uplink, FakeOwner Owner, ArmedTimeProvider Time)> AfterAJoinAsync()
    {
        var time = new ArmedTimeProvider();
        var owner = new FakeOwner(epoch: 9, refusals: 0);
        var uplink = Create(owner, time);
        Enqueue(uplink, ChannelCommandKind.Join, "a");
        await owner.HearAsync(1);
        return (uplink, owner, time);
    }

    [Fact]
    public async Task NoticeStandstill_OwnerDoesNotAnswer_TellsEachSenderOnceUntilItDoes()
    {
        var time = new ArmedTimeProvider();
        var (uplink, owner) = CreateSilent(time);
        var (one, other) = (new FakeSender(), new FakeSender());
        _ = Enqueue(uplink, one);
        await owner.Called.WaitAsync(Deadline);
        _ = Enqueue(uplink, one);
        _ = Enqueue(uplink, other);
        time.Advance(Notice - TimeSpan.FromMilliseconds(1));
        var before = uplink.NoticeStandstill();
        time.Advance(TimeSpan.FromMilliseconds(1));

        var counts = (before, uplink.NoticeStandstill(), uplink.NoticeStandstill());

        Assert.Equal((0, 2, 0), counts);
        Assert.Equal([(Channel, ChannelCommandKind.Publish)], one.Told);
        Assert.Single(other.Told);
        Assert.True(uplink.IsStanding);
    }

    [Fact]
    public async Task NoticeStandstill_OwnerAnswersAgain_WhatWaitedIsAppliedAndTheNextStandstillIsToldOf()
    {
        var time = new ArmedTimeProvider();
        var (uplink, owner) = CreateSilent(time);
        var sender = new FakeSender();
        var applied = Enqueue(uplink, sender);
        await owner.Called.WaitAsync(Deadline);
        time.Advance(Notice);
        uplink.NoticeStandstill();

        owner.Answer();
        await applied.WaitAsync(Deadline);
        var isStanding = uplink.IsStanding;
        _ = Enqueue(uplink, sender);
        await owner.Called.WaitAsync(Deadline);
        time.Advance(Notice);
        uplink.NoticeStandstill();

        Assert.False(isStanding);
        Assert.Equal(2, sender.Told.Count);
    }

    [Fact]
    public async Task Send_NoSiloInSight_WaitsUntilThereIsOne()
    {
        var owner = new FakeOwner(epoch: 9, refusals: 0);
        var lookups = 0;
        var uplink = Create(Stand.In<IGrainFactory>(_ => ++lookups < 4 ? throw new ArgumentException("Could not find an implementation.") : owner), TimeProvider.System);

        await SendAsync(uplink, "a");

        Assert.Single(owner.Commands);
    }

    private static (ChannelUplink Uplink, SilentOwner Owner) CreateSilent(TimeProvider time)
    {
        var owner = new SilentOwner();
        var grain = Stand.In<IChannelGrain>(_ => owner.CallAsync());
        return (Create(Stand.In<IGrainFactory>(_ => grain), time), owner);
    }

    private static Task Enqueue(ChannelUplink uplink, FakeSender sender)
    {
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Assert.True(uplink.TryEnqueue(
            new PendingCommand(new ChannelCommand { Kind = ChannelCommandKind.Publish }, (_, _) => answered.TrySetResult(), sender), isBounded: true, out _));
        return answered.Task;
    }

    private static void Enqueue(ChannelUplink uplink, ChannelCommandKind kind, string connectionId) => Assert.True(
        uplink.TryEnqueue(new PendingCommand(new ChannelCommand { Kind = kind, ConnectionId = connectionId }, null), isBounded: true, out _));

    private static async Task SendAsync(ChannelUplink uplink, string connectionId)
    {
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var command = new ChannelCommand { Kind = ChannelCommandKind.Join, ConnectionId = connectionId };
        Assert.True(uplink.TryEnqueue(new PendingCommand(command, (_, _) => answered.SetResult()), isBounded: true, out _));
        await answered.Task.WaitAsync(Deadline);
    }

    private static ChannelUplink Create(FakeOwner owner, params string[] departed) => Create(owner, TimeProvider.System, departed);

    private static ChannelUplink Create(FakeOwner owner, Clustering.Hosting.ClusterOptions cluster) => Create(owner, TimeProvider.System, cluster);

    private static ChannelUplink Create(IChannelGrain owner, TimeProvider time, params string[] departed) => Create(owner, time, cluster: null, departed);

    private static ChannelUplink Create(IChannelGrain owner, TimeProvider time, Clustering.Hosting.ClusterOptions? cluster, params string[] departed) =>
        Create(Stand.In<IGrainFactory>(_ => owner), time, cluster, departed);

    private static ChannelUplink Create(IGrainFactory grains, TimeProvider time, params string[] departed) => Create(grains, time, cluster: null, departed);

    private static ChannelUplink Create(IGrainFactory grains, TimeProvider time, Clustering.Hosting.ClusterOptions? cluster, params string[] departed) =>
        new(Channel, new UplinkServices(
            grains,
            Stand.In<ILocalSiloDetails>(static _ => Self),
            new FakeHoldings(new GatewayId(Self), departed),
            Options.Create(new UplinkOptions { RetryDelay = TimeSpan.FromMilliseconds(1) }),
            Stand.In<INodeSuspicion>(static _ => null),
            RecoveryTimes.Default,
            Stand.In<IHostApplicationLifetime>(static _ => CancellationToken.None),
            TestMetrics.Create(),
            time,
            NullLogger<ChannelUplink>.Instance,
            cluster is null ? null : Options.Create(cluster)));

    private sealed class FakeSender : ICommandSender
    {
        public List<(ChannelKey, ChannelCommandKind)> Told { get; } = [];

        public bool IsSuperseded { get; private set; }

        public void OnStandstill(ChannelKey channel, ChannelCommandKind kind) => Told.Add((channel, kind));

        public void OnSuperseded() => IsSuperseded = true;
    }

    /// <summary>An owner that answers when it is told to.</summary>
    private sealed class SilentOwner
    {
        private TaskCompletionSource _called = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private TaskCompletionSource<UplinkReply> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Called => Volatile.Read(ref _called).Task;

        public Task<UplinkReply> CallAsync()
        {
            var answer = _answer.Task;
            Volatile.Read(ref _called).TrySetResult();
            return answer;
        }

        public void Answer()
        {
            Volatile.Write(ref _called, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            var answer = _answer;
            _answer = new TaskCompletionSource<UplinkReply>(TaskCreationOptions.RunContinuationsAsynchronously);
            answer.SetResult(new UplinkReply { Epoch = 9, Term = 9, Results = [new CommandResult(CommandOutcome.Applied, 1)] });
        }
    }
}
