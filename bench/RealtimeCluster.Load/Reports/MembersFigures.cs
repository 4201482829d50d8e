namespace RealtimeCluster.Load.Reports;

/// <summary>Asking for a channel's members.</summary>
internal sealed record MembersFigures(
    int Requests,
    int Askers,
    int MembersExpected,
    int MembersListed,
    int Wrong,
    int AnswerBytes,
    double CpuMillisPerAnswer,
    LatencyFigures Latency);
