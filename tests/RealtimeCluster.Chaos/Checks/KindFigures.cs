using RealtimeCluster.Chaos.Histories;

namespace RealtimeCluster.Chaos.Checks;

/// <summary>How the clients of one kind came back.</summary>
/// <param name="Kind">What they are: their names without the number.</param>
/// <param name="ReconnectCount">Reconnects.</param>
/// <param name="InWindowCount">Of them within the window and with a position.</param>
/// <param name="RecoveredCount">Of these recovered.</param>
internal sealed record KindFigures(string Kind, int ReconnectCount, int InWindowCount, int RecoveredCount)
{
    public static IReadOnlyList<KindFigures> Of(Ledger ledger, TimeSpan window)
    {
        var inWindow = RecoveryCheck.InWindow(ledger, window).ToLookup(KindOf, StringComparer.Ordinal);
        return [.. ledger.Reconnects
            .GroupBy(KindOf, StringComparer.Ordinal)
            .OrderBy(static kind => kind.Key, StringComparer.Ordinal)
            .Select(kind => new KindFigures(kind.Key, kind.Count(), inWindow[kind.Key].Count(), inWindow[kind.Key].Count(static reconnect => reconnect.IsRecovered)))];
    }

    private static string KindOf(Reconnect reconnect)
    {
        var name = reconnect.Former.Client;
        return name.LastIndexOf(' ') is > 0 and var end ? name[..end] : name;
    }
}
