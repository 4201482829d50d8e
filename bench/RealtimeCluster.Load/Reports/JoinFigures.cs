namespace RealtimeCluster.Load.Reports;

/// <summary>Everybody joining one channel.</summary>
internal sealed record JoinFigures(
    double ReadySeconds,
    double QuietSeconds,
    long PresenceEvents,
    long PresenceEventsIfAllSeeAll);
