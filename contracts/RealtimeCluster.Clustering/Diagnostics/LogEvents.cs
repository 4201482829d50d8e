namespace RealtimeCluster.Clustering.Diagnostics;

/// <summary>The event ids of what all nodes share: 1000–1999, one block of 100 for each folder.</summary>
internal static class LogEvents
{
    // Streams: 1000
    public const int DeliverFailed = 1000;
    public const int EnvelopeDropped = 1001;
    public const int EnvelopeUndeliverable = 1002;

    // Hosting: 1100
    public const int ConfigFileReloaded = 1100;
    public const int ConfigFileRefused = 1101;
    public const int ConfigFileFollowerFailed = 1102;

    // Membership: 1200
    public const int NodeRefused = 1200;
    public const int RefusedNodeNotDeclared = 1201;
    public const int VerdictLate = 1239;
    public const int ClockOff = 1240;
    public const int OtherClockOff = 1241;

    // Links: 1400
    public const int LinkCut = 1400;
    public const int LinkHealed = 1401;
    public const int RelayFailed = 1402;
    public const int LinkSilent = 1403;
    public const int LinkLookFailed = 1404;
}
