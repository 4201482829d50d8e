using RealtimeCluster.Chaos.Histories;

namespace RealtimeCluster.Chaos.Checks;

/// <summary>Nodes that are restarted in good order are missed by no client that connects.</summary>
internal static class ConnectCheck
{
    public static IEnumerable<Violation> Run(Ledger ledger, CheckerOptions options) => options.MustConnect
        ? ledger.RefusedConnects.Select(static refused => new Violation(ViolationKind.Connect, null, $"{refused.Client} could not connect at {refused.At}: {refused.Reason}"))
        : [];
}
