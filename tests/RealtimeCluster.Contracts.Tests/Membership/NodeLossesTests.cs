using System.Net;
using Orleans.Runtime;
using RealtimeCluster.Clustering.Membership;
using RealtimeCluster.Testing;

namespace RealtimeCluster.Contracts.Tests.Membership;

public sealed class NodeLossesTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private static readonly SiloAddress Owner = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 6000), 1);
    private static readonly SiloAddress Gateway = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 6001), 1);

    private readonly FakeMembership _membership = new(Owner, Gateway);
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<LostNode> _lost = [];
    private Task _watching = Task.CompletedTask;

    [Fact]
    public async Task Watch_NodesDie_SaysWhatTheyWere()
    {
        await TellAsync(Owner, SiloStatus.Active);

        await TellAsync(Owner, SiloStatus.Dead);
        await TellAsync(Gateway, SiloStatus.Dead);

        Assert.Equal(
            [
                new LostNode(Owner, WasGateway: false, WasOwner: true, WasSeen: true, HasLeft: false),
                new LostNode(Gateway, WasGateway: true, WasOwner: false, WasSeen: true, HasLeft: false),
            ],
            _lost);
    }

    [Fact]
    public async Task Watch_ANodeStaysDead_TellsOfItOnce()
    {
        await TellAsync(Owner, SiloStatus.Dead);

        await TellAsync(Gateway, SiloStatus.Active);

        Assert.Single(_lost);
    }

    [Theory]
    [InlineData(SiloStatus.ShuttingDown)]
    [InlineData(SiloStatus.Stopping)]
    public async Task Watch_ANodeStopsInOrder_SaysThatItHasLeft(SiloStatus status)
    {
        await TellAsync(Gateway, status);

        await TellAsync(Gateway, SiloStatus.Dead);

        Assert.True(Assert.Single(_lost).HasLeft);
    }

    [Fact]
    public async Task Watch_ANodeWasDeadBefore_TellsOfItAsNotSeen()
    {
        await TellAsync(Owner, SiloStatus.Dead);

        Assert.False(Assert.Single(_lost).WasSeen);
    }

    public Task InitializeAsync()
    {
        _watching = WatchAsync();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _watching.WaitAsync(Deadline);
    }

    public void Dispose() => _stopping.Dispose();

    private Task TellAsync(SiloAddress node, SiloStatus status)
    {
        _membership.Set(node, status);
        return _membership.TellAsync();
    }

    private async Task WatchAsync()
    {
        try
        {
            await foreach (var lost in _membership.Losses.WatchAsync(_stopping.Token))
            {
                _lost.Add(lost);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }
}
