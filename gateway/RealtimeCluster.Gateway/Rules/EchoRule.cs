namespace RealtimeCluster.Gateway.Rules;

/// <summary>Whether a client gets its own event: what the event says, else what the handshake said, by truthiness.</summary>
internal static class EchoRule
{
    /// <summary>Decides.</summary>
    /// <param name="echo">The event's <c>echo</c> as a JSON token; empty when absent.</param>
    /// <param name="echoMessages">The handshake's <c>echoMessages</c>.</param>
    public static bool Applies(ReadOnlySpan<byte> echo, bool echoMessages) =>
        echo.IsEmpty || echo.SequenceEqual("null"u8) ? echoMessages : JsTruth.IsTruthy(echo);
}
