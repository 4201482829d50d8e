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

    /// <summary>
    /// How long a recovered client may hear other things on a transport, and nothing of a message that was acknowledged meanwhile in one of its channels: its
    /// owner may stand still or die with it.
    /// </summary>
    public TimeSpan HearingPatience { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Most messages a join gets (<c>Realtime:Limits:MaxRewindCount</c>).</summary>
    public int MaxRewindCount { get; set; } = 100;

    /// <summary>Most events kept of a channel (<c>Realtime:Recovery:MaxEvents</c>).</summary>
    public int MaxTailEvents { get; set; } = 1000;

    /// <summary>Most bytes kept of a channel (<c>Realtime:Recovery:MaxBytes</c>).</summary>
    public long MaxTailBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>How large the messages are that joins ask for.</summary>
    public int StormBytes { get; set; }

    /// <summary>How many joins ask for them at once.</summary>
    public int StormJoins { get; set; }

    /// <summary>How many times as long as in quiet the slowest hundredth of the deliveries may take while strangers do their worst.</summary>
    public double MaxSlowdown { get; set; } = 2;

    /// <summary>What the quiet value counts as at least, so that the noise of a loaded machine is not judged.</summary>
    public TimeSpan LatencyFloor { get; set; } = TimeSpan.FromMilliseconds(10);

    /// <summary>How long after a fault the loss of a transport may come of it.</summary>
    public TimeSpan FaultReach { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether every attempt to connect has to succeed: not while nodes are killed.</summary>
    public bool MustConnect { get; set; }
}
