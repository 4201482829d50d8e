using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Orleans.Placement;
using RealtimeCluster.Clustering.Gateways;
using RealtimeCluster.Contracts.Revocations;
using RealtimeCluster.Silo.Diagnostics;
using RealtimeCluster.Silo.Persistence;
using RealtimeCluster.Silo.Succession;

namespace RealtimeCluster.Silo.Revocations;

/// <summary>Gives the <see cref="RevocationLedger"/> an address: stores what is revoked, then tells all gateways.</summary>
/// <remarks>
/// Reentrant, so that many who revoke at one time share one write: changes of the ledger are synchronous, and one write is under way at
/// most. A second activation, should Orleans have one for a moment, fails at its first write and is gone.
/// </remarks>
[GrainType("realtime.revocations")]
[KeepAlive]
[Reentrant]
[RandomPlacement]
internal sealed partial class RevocationsGrain(
    [PersistentState("revocations", RealtimeStorage.ProviderName)] IPersistentState<RevocationState> storage,
    IGatewayClient gateways,
    RecoveryClock clock,
    TimeProvider time,
    ILogger<RevocationsGrain> logger) : Grain, IRevocationsGrain
{
    private static readonly TimeSpan PushPatience = TimeSpan.FromSeconds(1);

    private RevocationLedger _ledger = null!;
    private long _stored;
    private Task? _storing;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _ledger = storage.State.Version.Epoch == 0
            ? new RevocationLedger(clock.NextLife(), IRevocationsGrain.MaxCount, IRevocationsGrain.MaxPerEnvironment)
            : RevocationLedger.Restore(storage.State, IRevocationsGrain.MaxCount, IRevocationsGrain.MaxPerEnvironment);
        _stored = _ledger.Version.Number;
        return Task.CompletedTask;
    }

    public async Task<bool> RevokeAsync(Revocation revocation)
    {
        var before = _ledger.Version;
        if (!_ledger.TryAdd(revocation, clock.UtcNow))
        {
            return false;
        }

        // Also if it was there: perhaps it is not stored yet.
        await StoreAsync(_ledger.Version.Number);
        await PushAsync(_ledger.After(before, clock.UtcNow));
        return true;
    }

    public Task<RevocationList?> ReadAsync(RevocationVersion known) =>
        Task.FromResult(known == _ledger.Version ? null : _ledger.After(known, clock.UtcNow));

    public async Task<RevocationList> MergeAsync(Revocation[] held)
    {
        var now = clock.UtcNow;
        foreach (var revocation in held)
        {
            if (revocation.ExpiresAt > now && !_ledger.TryAdd(revocation, now))
            {
                Log.NoRoom(logger, held.Length);
                break;
            }
        }

        await StoreAsync(_ledger.Version.Number);
        return _ledger.After(default, now);
    }

    private async Task StoreAsync(long number)
    {
        while (_stored < number)
        {
            var storing = _storing ??= WriteAsync();
            try
            {
                await storing;
            }
            finally
            {
                _storing = ReferenceEquals(_storing, storing) ? null : _storing;
            }
        }
    }

    private async Task WriteAsync()
    {
        var number = _ledger.Version.Number;
        storage.State = _ledger.ToState(clock.UtcNow);
        await storage.WriteStateAsync();
        _stored = number;
    }

    private Task PushAsync(RevocationList revocations) => Task.WhenAll(gateways.GetLive().Select(async gateway =>
    {
        try
        {
            await gateways.Get(gateway).RevokeAsync(revocations).WaitAsync(PushPatience, time);
        }
        catch (Exception exception)
        {
            // It asks by itself, twice a second.
            Log.PushFailed(logger, gateway, exception);
        }
    }));

    private static partial class Log
    {
        [LoggerMessage(LogEvents.RevocationPushFailed, LogLevel.Information, "Gateway {Gateway} was not told of a revocation; it will ask.")]
        public static partial void PushFailed(ILogger logger, SiloAddress gateway, Exception exception);

        [LoggerMessage(LogEvents.RevocationsFull, LogLevel.Error, "Not all of the {Count} revocations that a gateway knows fit in; some count no more on gateways that start.")]
        public static partial void NoRoom(ILogger logger, int count);
    }
}
