namespace RealtimeCluster.Chaos.Checks;

/// <summary>What the server promises.</summary>
internal sealed class CheckerOptions
{
    /// <summary>How long members see one who is away.</summary>
    public TimeSpan PresenceGrace { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a session can be recovered.</summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Which share of the clients that come back in the window has to be recovered.</summary>
    public double MinRecoveryShare { get; set; } = 1;

    /// <summary>Whether every attempt to connect has to succeed: not while nodes are killed.</summary>
    public bool MustConnect { get; set; }
}
