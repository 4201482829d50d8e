using System.Threading.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Sessions;

namespace RealtimeCluster.Gateway.Tests.Recovery;

/// <summary>Notes the sessions it is given, after it has failed a number of times, and gives the one it was made with to whoever asks.</summary>
internal sealed class FakeShard(SessionTakeover? takeover = null, int failures = 0) : ISessionShardGrain
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly Channel<string> _saved = Channel.CreateUnbounded<string>();
    private int _failures = failures;

    /// <summary>What becomes of claims, unless they get what it was made with.</summary>
    public Task<SessionTakeover?>? Claim { get; init; }

    /// <summary>What saving waits for.</summary>
    public Task Answer { get; init; } = Task.CompletedTask;

    /// <summary>The connections whose sessions it was told to forget; one batch comes after the other.</summary>
    public List<string> Ended { get; } = [];

    /// <summary>The batches it took.</summary>
    public List<SessionBatch> Batches { get; } = [];

    /// <summary>Connections of which it says once that it does not know them.</summary>
    public HashSet<string> Unknown { get; } = [];

    /// <summary>Connections with whose session it fails each time, as if its record could not be handled.</summary>
    public HashSet<string> Unbearable { get; } = [];

    /// <summary>How often it was called in vain for one of them.</summary>
    public int FaultCount { get; private set; }

    /// <summary>Whether claims are confirmed.</summary>
    public bool Confirms { get; set; } = true;

    public async Task<string[]> SaveAsync(SessionBatch batch)
    {
        if (Interlocked.Decrement(ref _failures) >= 0)
        {
            throw new TimeoutException("The shard was told to fail.");
        }

        if (batch.Saved.Any(record => Unbearable.Contains(record.ConnectionId)))
        {
            FaultCount++;
            throw new InvalidOperationException("The record cannot be handled.");
        }

        Batches.Add(batch);
        Ended.AddRange(batch.Ended.Select(static ended => ended.ConnectionId));
        Array.ForEach(batch.Saved, record => _saved.Writer.TryWrite(record.ConnectionId));
        await Answer;
        return [.. batch.Changed.Select(static change => change.ConnectionId).Where(Unknown.Remove)];
    }

    public Task<bool> ConfirmAsync(string connectionId, int generation) => Task.FromResult(Confirms);

    public Task<SessionTakeover?> TakeOverAsync(SessionClaim claim) => Claim ?? Task.FromResult(takeover);

    /// <summary>Waits for a session to be saved.</summary>
    /// <returns>Its connection.</returns>
    public async Task<string> SavedAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        return await _saved.Reader.ReadAsync(deadline.Token);
    }

    public Task GatewayLostAsync(GatewayId gateway) => throw new NotSupportedException();

    public Task<SessionPlace?> FindAsync(string connectionId) => Task.FromResult<SessionPlace?>(null);

    public Task<int> EndLostAsync(string environment, string userId) => throw new NotSupportedException();

    public Task WakeAsync() => Task.CompletedTask;
}
