using RealtimeCluster.Gateway.Events;

namespace RealtimeCluster.Gateway.Tests.Events;

public sealed class SharedCallsTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private readonly Queue<TaskCompletionSource<int>> _calls = new();
    private readonly List<string> _asked = [];
    private readonly SemaphoreSlim _called = new(0);
    private readonly SharedCalls<string, int> _shared;

    public SharedCallsTests() => _shared = new SharedCalls<string, int>(Call);

    public void Dispose() => _called.Dispose();

    [Fact]
    public async Task CallAsync_OneUnderWay_OthersShareTheNextAndNotThatOne()
    {
        var first = _shared.CallAsync("a");
        await CalledAsync();
        Task<int>[] later = [_shared.CallAsync("a"), _shared.CallAsync("a"), _shared.CallAsync("a")];
        Assert.Equal(["a"], _asked);

        _calls.Dequeue().SetResult(1);
        await CalledAsync();
        _calls.Dequeue().SetResult(2);

        Assert.Equal(1, await first.WaitAsync(Deadline));
        var answers = await Task.WhenAll(later).WaitAsync(Deadline);
        Assert.All(answers, static answer => Assert.Equal(2, answer));
        Assert.Equal(["a", "a"], _asked);
    }

    [Fact]
    public async Task CallAsync_AnotherKey_DoesNotWait()
    {
        _ = _shared.CallAsync("a");
        var other = _shared.CallAsync("b");
        await CalledAsync();
        await CalledAsync();

        _calls.Dequeue();
        _calls.Dequeue().SetResult(2);

        Assert.Equal(2, await other.WaitAsync(Deadline));
    }

    [Fact]
    public async Task CallAsync_FormerCallFailed_NextIsMadeAllTheSame()
    {
        var first = _shared.CallAsync("a");
        await CalledAsync();
        var second = _shared.CallAsync("a");

        _calls.Dequeue().SetException(new TimeoutException());
        await CalledAsync();
        _calls.Dequeue().SetResult(2);

        await Assert.ThrowsAsync<TimeoutException>(() => first.WaitAsync(Deadline));
        Assert.Equal(2, await second.WaitAsync(Deadline));
    }

    [Fact]
    public async Task CallAsync_CallCannotBeMade_FailsAndTheNextIsMade()
    {
        var attempts = 0;
        var shared = new SharedCalls<string, int>(_ => attempts++ == 0 ? throw new InvalidOperationException() : Task.FromResult(attempts));

        await Assert.ThrowsAsync<InvalidOperationException>(() => shared.CallAsync("a").WaitAsync(Deadline));

        Assert.Equal(2, await shared.CallAsync("a").WaitAsync(Deadline));
    }

    [Fact]
    public async Task CallAsync_ManyAtOnce_NobodyGetsWhatWasReadBeforeItAsked()
    {
        var clock = 0;
        var shared = new SharedCalls<string, int>(async _ =>
        {
            var read = Volatile.Read(ref clock);
            await Task.Yield();
            return read;
        });

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 2000; i++)
            {
                var known = Interlocked.Increment(ref clock);
                Assert.True(await shared.CallAsync("a").WaitAsync(Deadline) >= known, "The answer is older than the question.");
            }
        })));
    }

    private Task<int> Call(string key)
    {
        var call = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked.Add(key);
        _calls.Enqueue(call);
        _called.Release();
        return call.Task;
    }

    private async Task CalledAsync() => Assert.True(await _called.WaitAsync(Deadline), "No call was made in time.");
}
