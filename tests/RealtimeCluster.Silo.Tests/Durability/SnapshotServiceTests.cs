using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Runtime;
using RealtimeCluster.Silo.Diagnostics;
using RealtimeCluster.Silo.Durability;
using RealtimeCluster.Testing;
using RealtimeCluster.Testing.Time;

namespace RealtimeCluster.Silo.Tests.Durability;

public sealed class SnapshotServiceTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private static readonly GrainId Id = GrainId.Create("log", "one");

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly DurabilityOptions _options = new() { Enabled = true, Interval = TimeSpan.FromSeconds(1) };
    private readonly ArmedTimeProvider _time = new();
    private readonly FakeStorage _storage = new();
    private readonly FakeSource _source = new();
    private readonly SiloMetrics _metrics;
    private readonly SnapshotRegistry _registry;
    private readonly SnapshotService _service;

    public SnapshotServiceTests()
    {
        _metrics = new SiloMetrics(_services.GetRequiredService<IMeterFactory>());
        _registry = new SnapshotRegistry(_storage, Options.Create(_options), _metrics, _time, NullLogger<SnapshotRegistry>.Instance);
        _service = new SnapshotService(_registry, [_source], _time, NullLogger<SnapshotService>.Instance);
    }

    [Fact]
    public async Task Tick_SomethingChanged_IsWrittenOnce()
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _storage.OnWrite = () => written.TrySetResult();
        var state = _registry.TryOpen(Id, _source)!;
        await StartAsync();

        state.Change();
        _time.Advance(_options.Interval / 4);
        await written.Task.WaitAsync(Deadline);
        await _service.StopAsync(CancellationToken.None).WaitAsync(Deadline);

        Assert.Equal((5, false), (_storage.Stored!.Term, _storage.Stored.IsFinal));
        Assert.Equal(1, _source.CaptureCount);
        Assert.False(state.Schedule.IsDirty);
        Assert.Empty(_registry.GetDue());
    }

    [Fact]
    public async Task Tick_ALaterLifeHasWritten_ThisOneWritesNoMore()
    {
        _storage.Stored = new Snapshot { Term = 9 };
        var state = _registry.TryOpen(Id, _source)!;
        await StartAsync();

        state.Change();
        _time.Advance(_options.Interval / 4);
        await _source.Captured.WaitAsync(Deadline);
        await _service.StopAsync(CancellationToken.None).WaitAsync(Deadline);
        state.Change();

        Assert.Equal(9, _storage.Stored.Term);
        Assert.Empty(_registry.GetDue());
    }

    [Fact]
    public async Task Stop_SomethingIsLeftThatNobodyCameFor_IsWrittenForGood()
    {
        _source.Last = [(Id, new Snapshot { Term = 5, IsFinal = true })];

        await StopSiloAsync();

        Assert.True(_storage.Stored!.IsFinal);
    }

    [Fact]
    public async Task Stop_NothingIsToBeStored_TakesNothingFromSuccessors()
    {
        _options.Enabled = false;
        _source.Last = [(Id, new Snapshot { Term = 5, IsFinal = true })];

        await StopSiloAsync();

        Assert.Null(_storage.Stored);
        Assert.False(_source.WasTaken);
    }

    public void Dispose()
    {
        _service.Dispose();
        _registry.Dispose();
        _metrics.Dispose();
        _services.Dispose();
    }

    private async Task StartAsync()
    {
        await _service.StartAsync(CancellationToken.None);
        await _time.WaitUntilArmedAsync(_options.Interval / 4);
    }

    private async Task StopSiloAsync()
    {
        Func<CancellationToken, Task>? stop = null;
        _service.Participate(Stand.In<ISiloLifecycle>((_, asked) =>
        {
            var observer = (ILifecycleObserver)asked[2]!;
            stop = observer.OnStop;
            return Stand.In<IDisposable>(static _ => null);
        }));
        await stop!(CancellationToken.None).WaitAsync(Deadline);
    }

    private sealed class FakeSource : ISnapshotSource, ILastSnapshotSource
    {
        private readonly TaskCompletionSource _captured = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int CaptureCount { get; private set; }

        public Task Captured => _captured.Task;

        public (GrainId GrainId, Snapshot Snapshot)[] Last { get; set; } = [];

        public bool WasTaken { get; private set; }

        public Snapshot? Capture()
        {
            CaptureCount++;
            _captured.TrySetResult();
            return new Snapshot { Term = 5 };
        }

        public IEnumerable<(GrainId GrainId, Snapshot Snapshot)> TakeLastSnapshots(DateTimeOffset takenAt)
        {
            WasTaken = true;
            return Last;
        }
    }
}
