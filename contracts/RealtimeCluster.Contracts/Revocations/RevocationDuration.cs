namespace RealtimeCluster.Contracts.Revocations;

/// <summary>How long a revocation can be remembered.</summary>
public static class RevocationDuration
{
    /// <summary>When nobody says.</summary>
    public static TimeSpan Default { get; } = TimeSpan.FromDays(30);

    /// <summary>The shortest.</summary>
    public static TimeSpan Min { get; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest.</summary>
    public static TimeSpan Max { get; } = TimeSpan.FromDays(366);
}
