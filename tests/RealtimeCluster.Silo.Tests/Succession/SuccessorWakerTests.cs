using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using RealtimeCluster.Silo.Succession;
using RealtimeCluster.Testing.Time;

namespace RealtimeCluster.Silo.Tests.Succession;

public sealed class SuccessorWakerTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ArmedTimeProvider _time = new();
    private readonly FakePredecessors _owners = new();
    private readonly FakePredecessors _shards = new();
    private readonly SuccessorWaker _waker;

    public SuccessorWakerTests() => _waker = new SuccessorWaker([_owners, _shards], _time, NullLogger<SuccessorWaker>.Instance);

    [Fact]
    public async Task Tick_OwnersAndShardsAreUnclaimed_WakesEachOfThem()
    {
        _owners.Leave("a", static () => Task.CompletedTask);
        _owners.Leave("b", static () => Task.CompletedTask);
        _shards.Leave("7", static () => Task.CompletedTask);

        _time.Advance(Interval);

        Assert.Equal(["a", "b"], (await _owners.WokenAsync(2)).Order());
        Assert.Equal(["7"], await _shards.WokenAsync(1));
    }

    [Fact]
    public async Task Tick_ASuccessorDoesNotStart_WakesTheOthersAndTriesItAgain()
    {
        _owners.Leave("broken", static () => Task.FromException(new TimeoutException("It does not start.")));
        _shards.Leave("7", static () => Task.CompletedTask);

        _time.Advance(Interval);
        var atFirst = await _owners.WokenAsync(1);
        var others = await _shards.WokenAsync(1);
        _time.Advance(Interval);

        Assert.Equal(["broken"], atFirst);
        Assert.Equal(["7"], others);
        Assert.Equal(["broken"], await _owners.WokenAsync(1));
    }

    [Fact]
    public async Task Tick_ACallHangs_GoesOnWhenItsPatienceIsOver()
    {
        _owners.Leave("hangs", static () => new TaskCompletionSource().Task);
        _time.Advance(Interval);
        Assert.Equal(["hangs"], await _owners.WokenAsync(1));
        await _time.WaitUntilArmedAsync(Patience);

        _time.Advance(Patience);

        Assert.Equal(["hangs"], await _owners.WokenAsync(1));
    }

    [Fact]
    public async Task StopAsync_ACallHangs_DoesNotWaitForIt()
    {
        _owners.Leave("hangs", static () => new TaskCompletionSource().Task);
        _time.Advance(Interval);
        await _owners.WokenAsync(1);

        var stopping = _waker.StopAsync(CancellationToken.None);

        await stopping.WaitAsync(Deadline);
    }

    public async Task InitializeAsync()
    {
        await _waker.StartAsync(CancellationToken.None);
        await _time.WaitUntilArmedAsync(Interval);
    }

    public Task DisposeAsync() => _waker.StopAsync(CancellationToken.None).WaitAsync(Deadline);

    public void Dispose() => _waker.Dispose();

    /// <summary>Notes whose successors are woken.</summary>
    private sealed class FakePredecessors : IPredecessors
    {
        private readonly List<Func<Task>> _unclaimed = [];
        private readonly Channel<string> _woken = Channel.CreateUnbounded<string>();

        public void Leave(string name, Func<Task> wake) => _unclaimed.Add(() =>
        {
            _woken.Writer.TryWrite(name);
            return wake();
        });

        public bool AnyLiving => false;

        public IReadOnlyCollection<Func<Task>> FindUnclaimed() => _unclaimed;

        public async Task<string[]> WokenAsync(int count)
        {
            using var deadline = new CancellationTokenSource(Deadline);
            var woken = new string[count];
            for (var i = 0; i < count; i++)
            {
                woken[i] = await _woken.Reader.ReadAsync(deadline.Token);
            }

            return woken;
        }
    }
}
