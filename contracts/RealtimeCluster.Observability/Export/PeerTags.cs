using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;

namespace RealtimeCluster.Observability.Export;

/// <summary>Leaves out which node a number of Orleans is about: each life of a node has another address, and series of lives that are over stay as long as the process.</summary>
internal static class PeerTags
{
    private const string OrleansMeter = "Microsoft.Orleans";

    private static readonly Dictionary<string, string[]> Kept = new(StringComparer.Ordinal)
    {
        ["orleans-messaging-sent-messages-size"] = ["ConnectionDirection", "MessageDirection"],
        ["orleans-messaging-received-messages-size"] = ["ConnectionDirection", "MessageDirection"],
        ["orleans-messaging-pings-sent"] = [],
        ["orleans-messaging-pings-received"] = [],
        ["orleans-messaging-pings-reply-received"] = [],
        ["orleans-messaging-pings-reply-missed"] = [],
    };

    /// <summary>What such an instrument is reduced to; null for all others.</summary>
    public static MetricStreamConfiguration? Leave(Instrument instrument) =>
        instrument.Meter.Name == OrleansMeter && Kept.TryGetValue(instrument.Name, out var tags) ? new MetricStreamConfiguration { TagKeys = tags } : null;
}
