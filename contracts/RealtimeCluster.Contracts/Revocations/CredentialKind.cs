namespace RealtimeCluster.Contracts.Revocations;

/// <summary>What can be revoked.</summary>
public enum CredentialKind
{
    /// <summary>A session, by the <c>key</c> in its token.</summary>
    Session,

    /// <summary>An API key.</summary>
    ApiKey,
}
