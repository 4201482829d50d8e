using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Runtime;
using RealtimeCluster.Clustering.Membership;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Gateway.Tests.Diagnostics;
using RealtimeCluster.Gateway.Uplink;
using RealtimeCluster.Testing;
using RealtimeCluster.Testing.Time;

namespace RealtimeCluster.Gateway.Tests.Uplink;

public sealed class UplinkRegistryTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private static readonly SiloAddress Self = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 5000), 1);
    private static readonly SiloAddress Silo = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 6000), 1);
    private static readonly ChannelKey Channel = ChannelKey.ForChannel("shop", "c");
    private static readonly ChannelKey Other = ChannelKey.ForChannel("shop", "other");

    private readonly ArmedTimeProvider _time = new();

    [Fact]
    public async Task EnqueueAsync_NoRoom_WaitsForItAndKeepsTheOrder()
    {
        var owner = new GatedOwner();
        var registry = Create(owner, maxCommandCount: 1);
        await registry.EnqueueAsync(Channel, Command("a"), null, CancellationToken.None);
        await owner.Called.Task.WaitAsync(Deadline);
        await registry.EnqueueAsync(Channel, Command("b"), null, CancellationToken.None);

        var waiting = registry.EnqueueAsync(Channel, Command("c"), null, CancellationToken.None).AsTask();

        Assert.False(waiting.IsCompleted);
        Assert.Equal(1, registry.WaitingCount);
        owner.Open.SetResult();
        await waiting.WaitAsync(Deadline);
        await Eventually.TrueAsync(() => owner.Heard.Length == 3, "All are sent.");
        Assert.Equal(["a", "b", "c"], owner.Heard);
    }

    [Fact]
    public async Task EnqueueAsync_ClientGoesWhileItWaits_IsNotSent()
    {
        var owner = new GatedOwner();
        var registry = Create(owner, maxCommandCount: 1);
        using var gone = new CancellationTokenSource();
        await registry.EnqueueAsync(Channel, Command("a"), null, CancellationToken.None);
        await owner.Called.Task.WaitAsync(Deadline);
        await registry.EnqueueAsync(Channel, Command("b"), null, CancellationToken.None);
        var waiting = registry.EnqueueAsync(Channel, Command("c"), null, gone.Token).AsTask();

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        owner.Open.SetResult();
        await registry.EnqueueAsync(Channel, [new PendingCommand(Command("d"), null)], CancellationToken.None).WaitAsync(Deadline);
        await Eventually.TrueAsync(() => owner.Heard.Length == 3, "All are sent.");
        Assert.Equal(["a", "b", "d"], owner.Heard);
    }

    [Fact]
    public async Task Enqueue_ALeaveWithoutRoom_IsTakenAllTheSame()
    {
        var owner = new GatedOwner();
        var registry = Create(owner, maxCommandCount: 1);
        await registry.EnqueueAsync(Channel, Command("a"), null, CancellationToken.None);
        await owner.Called.Task.WaitAsync(Deadline);

        registry.Enqueue(Channel, Command("b"));
        registry.Enqueue(Channel, Command("c"));

        Assert.Equal(2, registry.WaitingCount);
        owner.Open.SetResult();
        await Eventually.TrueAsync(() => owner.Heard.Length == 3, "All are sent.");
    }

    [Fact]
    public async Task DepartAsync_WhatTheConnectionSentIsUnanswered_WaitsForIt()
    {
        var owner = new GatedOwner();
        var registry = Create(owner);
        registry.Enqueue(Channel, Command("a"));

        var departed = registry.DepartAsync("a", generation: 0, [Channel, Other]);

        Assert.False(departed.IsCompleted);
        owner.Open.SetResult();
        await departed.WaitAsync(Deadline);
    }

    [Fact]
    public async Task AssertAfterLossOf_ChannelsOfThatSiloAndOfNone_AreToldOfAnew()
    {
        var owner = new GatedOwner();
        owner.Open.SetResult();
        var registry = Create(owner);
        await SendAsync(registry, Channel);

        registry.AssertAfterLossOf(Self);
        await SendAsync(registry, Channel);
        var afterAnother = owner.AssertionCount;
        registry.AssertAfterLossOf(Silo);
        await SendAsync(registry, Channel);

        Assert.Equal((0, 1), (afterAnother, owner.AssertionCount));
    }

    [Fact]
    public async Task Sweep_IdleAndNobodyHere_IsMadeAnewWhenThereIsSomethingToSay()
    {
        var owner = new GatedOwner();
        owner.Open.SetResult();
        var registry = Create(owner);
        await SendAsync(registry, Channel);
        await SendAsync(registry, Other);
        await Eventually.TrueAsync(() => registry.LongestStand == TimeSpan.Zero, "Nothing is under way.");
        _time.Advance(TimeSpan.FromHours(1));

        await Eventually.TrueAsync(
            () =>
            {
                registry.Sweep(channel => channel == Other);
                return registry.Fence(Channel, term: 5) == Acknowledgements.None;
            },
            "The idle one is closed.");

        Assert.Equal(5, registry.Fence(Other, term: 5).Fence);
        await SendAsync(registry, Channel);
        Assert.Equal(5, registry.Fence(Channel, term: 5).Fence);
    }

    [Fact]
    public async Task Fence_AnOwnerHasAnswered_TellsItsTerm()
    {
        var owner = new GatedOwner();
        owner.Open.SetResult();
        var registry = Create(owner);
        await SendAsync(registry, Channel);

        await Eventually.TrueAsync(() => registry.Fence(Channel, term: 5).HeardTerm == 9, "What it answered is known.");
    }

    private static ChannelCommand Command(string id) => new() { Kind = ChannelCommandKind.Leave, ConnectionId = id };

    private static async Task SendAsync(UplinkRegistry registry, ChannelKey channel)
    {
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        registry.Enqueue(channel, Command("x"), (_, _) => answered.SetResult());
        await registry.DepartAsync("x", 0, [channel]).WaitAsync(Deadline);
        await answered.Task.WaitAsync(Deadline);
    }

    private UplinkRegistry Create(GatedOwner owner, int maxCommandCount = 100) => new(new UplinkServices(
        Stand.In<IGrainFactory>(_ => Stand.In<IChannelGrain>((method, arguments) => owner.Call(method.Name, arguments))),
        Stand.In<ILocalSiloDetails>(static _ => Self),
        new FakeHoldings(new GatewayId(Self)),
        Options.Create(new UplinkOptions { MaxCommandCount = maxCommandCount, MembershipGap = TimeSpan.Zero }),
        Stand.In<INodeSuspicion>(static _ => null),
        RecoveryTimes.Default,
        Stand.In<IHostApplicationLifetime>(static _ => CancellationToken.None),
        TestMetrics.Create(),
        _time,
        NullLogger<ChannelUplink>.Instance));

    /// <summary>An owner that answers once it is opened.</summary>
    private sealed class GatedOwner
    {
        private readonly List<string> _heard = [];

        public TaskCompletionSource Called { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Open { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int AssertionCount { get; private set; }

        public string[] Heard
        {
            get
            {
                lock (_heard)
                {
                    return [.. _heard];
                }
            }
        }

        public Task<UplinkReply> Call(string method, object?[] arguments) =>
            method == nameof(IChannelOwner.AssertAsync) ? AssertAsync() : ApplyAsync((UplinkBatch)arguments[0]!);

        private Task<UplinkReply> AssertAsync()
        {
            AssertionCount++;
            return Task.FromResult(new UplinkReply { Epoch = 9, Term = 9, Host = Silo });
        }

        private async Task<UplinkReply> ApplyAsync(UplinkBatch batch)
        {
            Called.TrySetResult();
            await Open.Task;
            lock (_heard)
            {
                _heard.AddRange(batch.Commands.Select(static command => command.ConnectionId!));
            }

            return new UplinkReply { Epoch = 9, Term = 9, Host = Silo, Results = Array.ConvertAll(batch.Commands, static _ => new CommandResult(CommandOutcome.Applied, 0)) };
        }
    }
}
