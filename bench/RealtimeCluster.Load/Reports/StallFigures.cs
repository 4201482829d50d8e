namespace RealtimeCluster.Load.Reports;

/// <summary>A load without and with members that stopped reading.</summary>
/// <param name="Stalled">How many stopped.</param>
/// <param name="Ended">How many of them the server let go.</param>
/// <param name="Open">How many were still connected when they read again.</param>
/// <param name="MissedMessages">Messages to each of them while it did not read, on average.</param>
/// <param name="LateMessages">Messages that came when they read again.</param>
/// <param name="LateDisorder">Those of them that came twice or out of order.</param>
/// <param name="Without">The phase before.</param>
/// <param name="With">The phase in which they did not read.</param>
internal sealed record StallFigures(
    int Stalled,
    int Ended,
    int Open,
    long MissedMessages,
    long LateMessages,
    long LateDisorder,
    StallPhaseFigures Without,
    StallPhaseFigures With)
{
    public bool IsSound => Stalled > 0 && LateDisorder == 0 && Without.IsSound && With.IsSound;
}
