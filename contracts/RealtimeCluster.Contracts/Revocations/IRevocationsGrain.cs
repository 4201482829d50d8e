namespace RealtimeCluster.Contracts.Revocations;

/// <summary>All revoked credentials of the cluster. There is one, with key <see cref="Key"/>.</summary>
/// <remarks>
/// Kept in the grain storage named <c>realtime</c>, and by every gateway: should storage have lost them, they are learnt again from the gateways.
/// Bounded in number, and each by its end. Reentrant.
/// </remarks>
[GrainInterfaceType("realtime.revocations")]
public interface IRevocationsGrain : IGrainWithIntegerKey
{
    /// <summary>The key of the only one.</summary>
    const long Key = 0;

    /// <summary>The most revocations of one environment.</summary>
    const int MaxPerEnvironment = 10_000;

    /// <summary>The most revocations in all.</summary>
    const int MaxCount = 50_000;

    /// <summary>Revokes a credential; one that is revoked already is so until the later end.</summary>
    /// <param name="revocation">The revocation.</param>
    /// <returns>
    /// <see langword="false"/> when there are too many. Else it is stored, and every gateway that answers within a second ends the
    /// connections made with the credential; the others hear of it when they ask.
    /// </returns>
    [Alias("Revoke")]
    Task<bool> RevokeAsync(Revocation revocation);

    /// <summary>What is new.</summary>
    /// <param name="known">What the caller knows.</param>
    /// <returns><see langword="null"/> if nothing is; all there are if the caller knows those of another epoch.</returns>
    [Alias("Read")]
    Task<RevocationList?> ReadAsync(RevocationVersion known);

    /// <summary>Takes what a gateway knows from another epoch: what of it was lost is there again.</summary>
    /// <param name="held">What the gateway knows.</param>
    /// <returns>All there are.</returns>
    [Alias("Merge")]
    Task<RevocationList> MergeAsync(Revocation[] held);
}
