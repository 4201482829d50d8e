namespace RealtimeCluster.Contracts.Sessions;

/// <summary>The sessions of the cluster, a part of them: those whose ids fall into this shard.</summary>
/// <remarks>
/// Shards and not a grain for each session: gateways write what changed to a shard in one call, however many clients it
/// concerns. Single-threaded, so of two gateways that claim a session one is second.
/// </remarks>
[GrainInterfaceType("realtime.session-shard")]
public interface ISessionShardGrain : IGrainWithIntegerKey
{
    /// <summary>Takes note of what changed on a gateway.</summary>
    /// <param name="batch">The changes.</param>
    /// <returns>The connections of <see cref="SessionBatch.Changed"/> that it does not know: they are to be saved whole.</returns>
    [Alias("Save")]
    Task<string[]> SaveAsync(SessionBatch batch);

    /// <summary>Gives a session to the gateway that claims it.</summary>
    /// <param name="claim">The claim.</param>
    /// <returns><see langword="null"/> when there is no such session, or the claim proves nothing.</returns>
    [Alias("TakeOver")]
    Task<SessionTakeover?> TakeOverAsync(SessionClaim claim);

    /// <summary>
    /// Whether the gateway that claimed a session last has it still. It is asked before the client is told that it goes on; a claim that is never
    /// confirmed is forgotten after the recovery window.
    /// </summary>
    /// <param name="connectionId">The connection.</param>
    /// <param name="generation">The generation that the claim was given.</param>
    [Alias("Confirm")]
    Task<bool> ConfirmAsync(string connectionId, int generation);

    /// <summary>A gateway is gone: its sessions wait for another one, not longer than the recovery window.</summary>
    /// <param name="gateway">The gateway.</param>
    [Alias("GatewayLost")]
    Task GatewayLostAsync(Gateways.GatewayId gateway);

    /// <summary>Where a session is.</summary>
    /// <param name="connectionId">Its connection.</param>
    /// <returns><see langword="null"/> when there is none.</returns>
    [Alias("Find")]
    Task<SessionPlace?> FindAsync(string connectionId);

    /// <summary>Forgets the sessions of a user whose gateways are gone: nobody goes on with them.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="userId">The user.</param>
    /// <returns>How many there were.</returns>
    [Alias("EndLost")]
    Task<int> EndLostAsync(string environment, string userId);

    /// <summary>Does nothing but bring a successor to life, which takes over what its predecessor left.</summary>
    [Alias("Wake")]
    Task WakeAsync();
}
