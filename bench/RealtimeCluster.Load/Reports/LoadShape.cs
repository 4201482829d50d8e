using RealtimeCluster.Load.CommandLine;

namespace RealtimeCluster.Load.Reports;

/// <summary>What was asked of the generator, without credentials.</summary>
internal sealed record LoadShape(
    string Mode,
    string Protocol,
    IReadOnlyList<string> Servers,
    int Channels,
    int MembersPerChannel,
    int Window,
    double Rate,
    int PayloadBytes,
    double DurationSeconds)
{
    public static LoadShape Of(LoadOptions options) => new(
        options.Mode.ToString().ToLowerInvariant(),
        options.Protocol,
        [.. options.Urls.Select(static url => url.Authority)],
        options.Channels,
        options.Members,
        options.Window,
        options.Rate,
        options.PayloadBytes,
        options.Duration.TotalSeconds);
}
