using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Runtime;
using RealtimeCluster.Silo.Succession;
using RealtimeCluster.Testing;
using RealtimeCluster.Testing.Time;

namespace RealtimeCluster.Silo.Tests.Succession;

public sealed class LastHandOverTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly ArmedTimeProvider _time = new();
    private readonly FakePredecessors _owners = new();
    private readonly SuccessorWaker _waker;
    private readonly LastHandOver _handOver;

    public LastHandOverTests()
    {
        _waker = new SuccessorWaker([_owners], _time, NullLogger<SuccessorWaker>.Instance);
        _handOver = new LastHandOver(_waker, [_owners], owners: null!, Stand.In<ISiloStatusOracle>(static _ => null), _time, NullLogger<LastHandOver>.Instance);
    }

    [Fact]
    public async Task Run_OwnersEndOneAfterTheOther_WakesTheHeirOfEachAndIsDoneWithTheLast()
    {
        _owners.AnyLiving = true;
        var running = _handOver.RunAsync(CancellationToken.None);
        await _time.WaitUntilArmedAsync(Interval);
        _owners.Unclaimed.Add("a");
        _time.Advance(Interval);
        await _time.WaitUntilArmedAsync(Interval);
        _owners.Unclaimed.Add("b");
        _owners.AnyLiving = false;
        _time.Advance(Interval);
        await _time.WaitUntilArmedAsync(Interval);

        _time.Advance(Interval);

        await running.WaitAsync(Deadline);
        Assert.Equal(["a", "b"], _owners.Woken);
    }

    [Fact]
    public async Task Run_AnOwnerDoesNotEnd_IsOverAtItsLimit()
    {
        _owners.AnyLiving = true;
        var running = _handOver.RunAsync(CancellationToken.None);
        await _time.WaitUntilArmedAsync(Interval);

        _time.Advance(LastHandOver.Limit);

        await running.WaitAsync(Deadline);
    }

    public void Dispose() => _waker.Dispose();

    /// <summary>Owners whose heirs come as soon as they are called.</summary>
    private sealed class FakePredecessors : IPredecessors
    {
        public bool AnyLiving { get; set; }

        public List<string> Unclaimed { get; } = [];

        public List<string> Woken { get; } = [];

        public IReadOnlyCollection<Func<Task>> FindUnclaimed() => [.. Unclaimed.ToArray().Select(name => (Func<Task>)(() =>
        {
            Unclaimed.Remove(name);
            Woken.Add(name);
            return Task.CompletedTask;
        }))];
    }
}
