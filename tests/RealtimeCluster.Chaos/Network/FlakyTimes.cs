namespace RealtimeCluster.Chaos.Network;

/// <summary>How long a flaky proxy holds requests up, and lets WebSockets live.</summary>
internal sealed class FlakyTimes
{
    public (TimeSpan Least, TimeSpan Most) Delay { get; init; } = (TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(3));

    public (TimeSpan Least, TimeSpan Most) WebSocketLife { get; init; } = (TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(60));
}
