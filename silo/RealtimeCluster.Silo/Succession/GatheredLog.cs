using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Silo.Succession;

/// <summary>What an owner that starts heard from the gateways.</summary>
/// <param name="Assertions">What each holds.</param>
/// <param name="Tails">Their events, each read from one of them.</param>
/// <param name="IsComplete">
/// Whether that is all there is: not when a gateway did not answer, or died so lately that it may have seen events that nobody else did.
/// </param>
internal sealed record GatheredLog(IReadOnlyCollection<GatewayAssertion> Assertions, IReadOnlyCollection<ChannelEvent[]> Tails, bool IsComplete)
{
    /// <summary>Nobody was asked, since no gateway can hold anything that counts.</summary>
    public static GatheredLog Unasked { get; } = new([], [], IsComplete: true);
}
