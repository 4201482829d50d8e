using RealtimeCluster.Chaos.Histories;

namespace RealtimeCluster.Chaos.Checks;

/// <summary>Clients that come back within the window, and can show a position, are recovered.</summary>
internal static class RecoveryCheck
{
    /// <summary>The reconnects that count.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="window">The window.</param>
    public static IReadOnlyList<Reconnect> InWindow(Ledger ledger, TimeSpan window) =>
        [.. ledger.Reconnects.Where(reconnect => reconnect.HadPosition && reconnect.Silence < window)];

    public static IEnumerable<Violation> Run(Ledger ledger, CheckerOptions options)
    {
        var counted = InWindow(ledger, options.Window);
        var recovered = counted.Count(static reconnect => reconnect.IsRecovered);
        return recovered >= options.MinRecoveryShare * counted.Count
            ? []
            : counted.Where(static reconnect => !reconnect.IsRecovered).Select(static reconnect => new Violation(
                ViolationKind.Recovery,
                null,
                $"{reconnect.Former} was silent from {reconnect.SilentFrom}, came back to {reconnect.Gateway} after {reconnect.Silence} at {reconnect.At}, and became {reconnect.Current.Id}."));
    }
}
