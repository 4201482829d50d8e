
namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>The bounds of <see cref="InboundMemory"/>.</summary>
/// <param name="MaxBytes">Most bytes of all together, beyond the shares.</param>
/// <param name="ShareBytes">What each may hold without waiting and without being counted.</param>
/// <param name="Turnover">The time within which as much must come as is held, while others wait.</param>
internal sealed record InboundRules(long MaxBytes, int ShareBytes, TimeSpan Turnover)
{
    /// <summary>How long a holder may be still, or behind: a twelfth of <see cref="Turnover"/>.</summary>
    public TimeSpan Grace { get; } = Turnover / 12;

    /// <summary>Takes them from the settings.</summary>
    /// <param name="limits">The settings.</param>
    public static InboundRules Of(PacketLimitsOptions limits) => new(limits.MaxInboundBytes, limits.InboundShareBytes, limits.InboundTurnover);
}
