using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using RealtimeCluster.Silo.Diagnostics;
using RealtimeCluster.Silo.Durability;
using RealtimeCluster.Testing;

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

    [Fact]
    public async Task Write_StorageTakesIt_IsCleanUntilTheNextChange()
    {
        var state = Open(new Snapshot { Term = 5 });
        state.Change();

        Assert.True(await state.WriteAsync(CancellationToken.None));

        Assert.Equal(5, _storage.Stored!.Term);
        Assert.False(state.Schedule.IsDirty);
    }

    [Fact]
    public async Task Write_StorageFails_StaysDirtyAndIsTriedAgain()
    {
        var state = Open(new Snapshot { Term = 5 });
        state.Change();
        _storage.OnWrite = static () => throw new IOException("Away.");

        Assert.True(await state.WriteAsync(CancellationToken.None));

        Assert.True(state.Schedule.IsDirty);
    }

    [Fact]
    public async Task Write_ALaterLifeHasWritten_IsNotTriedAgain()
    {
        _storage.Stored = new Snapshot { Term = 9 };

        Assert.False(await Open(new Snapshot { Term = 5 }).WriteAsync(CancellationToken.None));

        Assert.Equal(9, _storage.Stored.Term);
    }

    [Fact]
    public async Task Write_AnotherSpeaksForItByNow_IsNotTriedAgain()
    {
        Assert.False(await Open(captured: null).WriteAsync(CancellationToken.None));

        Assert.Equal(1, _storage.Stored!.Term);
    }

    [Fact]
    public void Change_AfterItWasClosed_IsNotToBeWritten()
    {
        var state = Open(new Snapshot { Term = 5 });
        _registry.Close(state);

        state.Change();

        Assert.False(state.Schedule.IsDirty);
    }

    [Fact]
    public async Task TryFinish_ALaterLifeHasWritten_IsFalse()
    {
        _storage.Stored = new Snapshot { Term = 9 };

        Assert.False(await _state.TryFinishAsync(new Snapshot { Term = 5, IsFinal = true }, TimeSpan.FromSeconds(20), CancellationToken.None));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(0, false)]
    public async Task TryClear_ForgetsTheRecordUnlessALaterLifeHasWritten(long term, bool isCleared)
    {
        Assert.Equal(isCleared, await _state.TryClearAsync(term, TimeSpan.FromSeconds(20), CancellationToken.None));

        Assert.Equal(isCleared, _storage.Stored is null);
    }

    public void Dispose()
    {
        _registry.Dispose();
        _metrics.Dispose();
        _services.Dispose();
    }

    private DurableState Open(Snapshot? captured) => _registry.TryOpen(GrainId.Create("log", "two"), Stand.In<ISnapshotSource>(_ => captured))!;

    private static StartDeadline Deadline(TimeSpan limit, CancellationToken abandoned = default) =>
        new(TimeProvider.System, TimeProvider.System.GetTimestamp(), limit, abandoned);
}
