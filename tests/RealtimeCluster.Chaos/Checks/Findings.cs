using RealtimeCluster.Chaos.Histories;
using RealtimeCluster.Chaos.Network;

namespace RealtimeCluster.Chaos.Checks;

/// <summary>What a ledger shows.</summary>
/// <param name="Violations">Every broken promise.</param>
/// <param name="PublishedCount">Messages sent.</param>
/// <param name="AcknowledgedCount">Of them acknowledged.</param>
/// <param name="UnknownCount">Of them without an answer because the session ended.</param>
/// <param name="RefusedCount">Of them answered with an error.</param>
/// <param name="DeliveryCount">Messages received by all sessions.</param>
/// <param name="SessionCount">Sessions.</param>
/// <param name="ReconnectCount">Reconnects.</param>
/// <param name="InWindowCount">Of them within the window and with a position.</param>
/// <param name="RecoveredCount">Of these recovered.</param>
/// <param name="PresencePointCount">How often the members were compared.</param>
/// <param name="RefusedConnectCount">How often a client could not connect.</param>
/// <param name="Exceptions">How often clients were told which code.</param>
/// <param name="MissingNoticeCount">How often a session was told that something is missing.</param>
/// <param name="ProfileCount">Profiles set.</param>
/// <param name="RewindJoinCount">Joins that asked for a rewind.</param>
/// <param name="RewoundCount">Messages they got.</param>
/// <param name="RenewedChannels">Channels whose numbering began a new epoch.</param>
/// <param name="Absences">How long clients heard nothing before they were back.</param>
/// <param name="StandStills">How long channels stood still.</param>
/// <param name="Latencies">In a run with strangers: how long deliveries took while it was quiet, and with them.</param>
/// <param name="Strangers">What each kind of strangers did.</param>
internal sealed record Findings(
    IReadOnlyList<Violation> Violations,
    int PublishedCount,
    int AcknowledgedCount,
    int UnknownCount,
    int RefusedCount,
    long DeliveryCount,
    int SessionCount,
    int ReconnectCount,
    int InWindowCount,
    int RecoveredCount,
    int PresencePointCount,
    int RefusedConnectCount,
    IReadOnlyDictionary<string, int> Exceptions,
    int MissingNoticeCount,
    int ProfileCount,
    int RewindJoinCount,
    long RewoundCount,
    IReadOnlyList<int> RenewedChannels,
    DurationFigures Absences,
    IReadOnlyList<DurationFigures> StandStills,
    IReadOnlyList<DurationFigures> Latencies,
    IReadOnlyList<StrangerTally> Strangers)
{
    /// <summary>How the clients of each kind came back.</summary>
    public IReadOnlyList<KindFigures> Kinds { get; init; } = [];

    /// <summary>What a flaky proxy did; null when there was none.</summary>
    public FlakyFigures? FlakyProxy { get; init; }
}
