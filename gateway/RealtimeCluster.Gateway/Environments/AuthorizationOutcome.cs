namespace RealtimeCluster.Gateway.Environments;

/// <summary>What <see cref="HandshakeAuthorizer"/> decided: one of the three kinds nested here.</summary>
public abstract record AuthorizationOutcome
{
    private AuthorizationOutcome()
    {
    }

    /// <summary>A server: trusted with every environment, member of none.</summary>
    public sealed record Master : AuthorizationOutcome;

    /// <summary>A client of one environment.</summary>
    /// <param name="Grant">What it was let in with.</param>
    public sealed record Accepted(ConnectionGrant Grant) : AuthorizationOutcome;

    /// <summary>Not let in.</summary>
    /// <param name="Refusal">What it is told.</param>
    public sealed record Refused(Refusal Refusal) : AuthorizationOutcome;
}
