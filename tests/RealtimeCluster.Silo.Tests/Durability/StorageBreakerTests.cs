using Microsoft.Extensions.Time.Testing;
using RealtimeCluster.Silo.Durability;

namespace RealtimeCluster.Silo.Tests.Durability;

public sealed class StorageBreakerTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    private readonly FakeTimeProvider _time = new();
    private readonly StorageBreaker _breaker;

    public StorageBreakerTests() => _breaker = new StorageBreaker(_time);

    [Fact]
    public void TryTrip_StorageNeverAnswered_OpensForAWhile()
    {
        Assert.True(_breaker.TryTrip(Timeout));
        Assert.True(_breaker.IsOpen);

        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.False(_breaker.IsOpen);
    }

    [Fact]
    public void TryTrip_StorageAnsweredAnotherMeanwhile_StaysClosed()
    {
        _breaker.Reset();
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.False(_breaker.TryTrip(Timeout));
        Assert.False(_breaker.IsOpen);
    }

    [Fact]
    public void TryTrip_TheLastAnswerIsOlderThanTheCall_Opens()
    {
        _breaker.Reset();
        _time.Advance(Timeout);

        Assert.True(_breaker.TryTrip(Timeout));
        Assert.True(_breaker.IsOpen);
    }
}
