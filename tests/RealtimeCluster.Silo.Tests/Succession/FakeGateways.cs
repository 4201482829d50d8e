using System.Collections.Concurrent;
using Orleans.Runtime;
using RealtimeCluster.Clustering.Gateways;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Testing;

namespace RealtimeCluster.Silo.Tests.Succession;

/// <summary>Gateways that live, each with what it says that it holds.</summary>
internal sealed class FakeGateways : IGatewayClient
{
    private readonly ConcurrentDictionary<SiloAddress, FakeGateway> _gateways = new();

    /// <summary>One more.</summary>
    public FakeGateway Add(GatewayId id) => _gateways[id.Address] = new FakeGateway(id);

    /// <summary>It is gone.</summary>
    public void Remove(GatewayId id) => _gateways.TryRemove(id.Address, out _);

    public IReadOnlyList<SiloAddress> GetLive() => [.. _gateways.Keys];

    public IGatewayService Get(SiloAddress gateway) => _gateways[gateway].Service;
}

/// <summary>A gateway as silos see it.</summary>
internal sealed class FakeGateway
{
    private readonly TaskCompletionSource<LostSessionBatch> _kept = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FakeGateway(GatewayId id) => (Id, Service) = (id, Stand.In<IGatewayService>((called, asked) => called.Name switch
    {
        _ when IsSilent => throw new TimeoutException(),
        nameof(IGatewayService.DescribeLogAsync) => Task.FromResult(Describe((ChannelKey)asked[0]!)),
        nameof(IGatewayService.ReadTailAsync) => Task.FromResult(Read((long)asked[1]!, (long)asked[2]!)),
        nameof(IGatewayService.DescribeSessionsAsync) => Task.FromResult(Sessions),
        nameof(IGatewayService.KeepSessionsAsync) => Task.FromResult(_kept.TrySetResult((LostSessionBatch)asked[0]!) || true),
        _ => throw new NotSupportedException(called.Name),
    }));

    public GatewayId Id { get; }

    public IGatewayService Service { get; }

    /// <summary>Whether it answers nothing.</summary>
    public bool IsSilent { get; set; }

    /// <summary>The log that <see cref="Held"/> is of; of others it holds nothing.</summary>
    public ChannelKey? Channel { get; set; }

    /// <summary>What it says that it holds.</summary>
    public GatewayAssertion? Held { get; set; }

    /// <summary>The events it holds.</summary>
    public ChannelEvent[] Tail { get; set; } = [];

    /// <summary>The sessions it holds.</summary>
    public SessionRecord[] Sessions { get; set; } = [];

    /// <summary>How often its tail was read.</summary>
    public int ReadCount { get; private set; }

    /// <summary>Done to it each time its tail is read.</summary>
    public Action? OnRead { get; set; }

    /// <summary>The first copies of lost sessions that it was given.</summary>
    public Task<LostSessionBatch> Kept => _kept.Task;

    /// <summary>It has followed a log through these events, and has these members.</summary>
    public void Follow(ChannelKey channel, long epoch, long term, ChannelEvent[] tail, params GatewayMember[] members)
    {
        (Channel, Tail) = (channel, tail);
        Held = new GatewayAssertion
        {
            Gateway = Id,
            Term = term,
            Position = new StreamPosition(epoch, tail[^1].Offset),
            TailStart = tail[0].Offset,
            TailDigest = TailDigest.Of(tail),
            Members = members,
        };
    }

    private GatewayAssertion? Describe(ChannelKey channel) => Channel is null || Channel == channel ? Held : null;

    private ChannelEvent[] Read(long from, long to)
    {
        ReadCount++;
        OnRead?.Invoke();
        return [.. Tail.Where(channelEvent => channelEvent.Offset >= from && channelEvent.Offset <= to)];
    }
}
