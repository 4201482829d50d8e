namespace RealtimeCluster.Gateway.Environments;

/// <summary>What becomes of a live connection that is judged again.</summary>
internal enum GrantFate
{
    /// <summary>It goes on, or goes on again.</summary>
    Stays,

    /// <summary>It goes on without its user: the session token has ended, in an environment that needs none.</summary>
    LosesUser,

    /// <summary>It stays connected and is not served: the environment may be taken back.</summary>
    Pauses,

    /// <summary>It is ended for good.</summary>
    Ends,
}
