using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using RealtimeCluster.Silo.Diagnostics;
using RealtimeCluster.Silo.Durability;

namespace RealtimeCluster.Silo.Tests.Durability;

public sealed class DurableStateTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly SiloMetrics _metrics;
    private readonly FakeStorage _storage = new() { Stored = new Snapshot { Term = 1, IsFinal = true } };
    private readonly SnapshotRegistry _registry;
    private readonly DurableState _state;

    public DurableStateTests()
    {
        _metrics = new SiloMetrics(_services.GetRequiredService<IMeterFactory>());
        var options = new DurabilityOptions { Enabled = true, MaxConcurrentReads = 1, StartTimeout = TimeSpan.FromMilliseconds(100) };
        _registry = new SnapshotRegistry(_storage, Options.Create(options), _metrics, TimeProvider.System, NullLogger<SnapshotRegistry>.Instance);
        _state = _registry.FindOrCreate(GrainId.Create("log", "one"));
    }

    [Fact]
    public async Task Load_OthersReadUntilItsTimeIsOver_FailsInsteadOfBeginningWithoutWhatIsStored()
    {
        await _registry.Loads.WaitAsync();

        await Assert.ThrowsAsync<TimeoutException>(() => _state.LoadAsync(term: 2, Deadline(TimeSpan.FromMilliseconds(250))));

        Assert.True(_storage.Stored!.IsFinal);
    }

    [Fact]
    public async Task Load_StorageAnswersNobody_BeginsWithoutIt()
    {
        _storage.Hangs = true;

        Assert.Null(await _state.LoadAsync(term: 2, Deadline(TimeSpan.FromSeconds(20))));
        Assert.True(_registry.Breaker.IsOpen);
    }

    [Fact]
    public async Task Load_GivenUpBeforeItsTurn_ClaimsNothing()
    {
        using var abandoned = new CancellationTokenSource();
        await _registry.Loads.WaitAsync();
        var loading = _state.LoadAsync(term: 2, Deadline(TimeSpan.FromSeconds(20), abandoned.Token));

        await abandoned.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loading);
        Assert.True(_storage.Stored!.IsFinal);
    }

    [Fact]
    public async Task Load_GivenUpWhileItClaims_GivesItBack()
    {
        using var abandoned = new CancellationTokenSource();
        _storage.OnWrite = abandoned.Cancel;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _state.LoadAsync(term: 2, Deadline(TimeSpan.FromSeconds(20), abandoned.Token)));

        Assert.True(_storage.Stored!.IsFinal);
        Assert.Equal(1, _storage.Stored.Term);
    }

    public void Dispose()
    {
        _registry.Dispose();
        _metrics.Dispose();
        _services.Dispose();
    }

    private static StartDeadline Deadline(TimeSpan limit, CancellationToken abandoned = default) =>
        new(TimeProvider.System, TimeProvider.System.GetTimestamp(), limit, abandoned);
}
