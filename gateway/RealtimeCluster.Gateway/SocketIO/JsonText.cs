using RealtimeCluster.Contracts.Payloads;

namespace RealtimeCluster.Gateway.SocketIO;

/// <summary>Compares raw JSON strings with plain ones, since a client may escape any character of a name.</summary>
internal static class JsonText
{
    /// <summary>Whether a raw JSON string, given without quotes, means the plain ASCII text.</summary>
    public static bool Equals(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> ascii) => JsonName.Means(raw, ascii);
}
