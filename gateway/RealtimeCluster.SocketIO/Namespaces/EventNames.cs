namespace RealtimeCluster.SocketIO.Namespaces;

/// <summary>Which names an event may have on the wire.</summary>
internal static class EventNames
{
    /// <summary>Longest reserved name with every character escaped, and quotes.</summary>
    private const int MaxReservedBytes = (14 * 6) + 2;

    /// <summary>Whether a raw JSON value may name an event: a number, or a string that no client library keeps for itself.</summary>
    public static bool IsPermitted(ReadOnlySpan<byte> token) => token[0] switch
    {
        (byte)'"' => token.Length > MaxReservedBytes || !IsReserved(token[1..^1]),
        (byte)'-' or (>= (byte)'0' and <= (byte)'9') => true,
        _ => false,
    };

    private static bool IsReserved(ReadOnlySpan<byte> name) =>
        JsonText.Equals(name, "connect"u8)
        || JsonText.Equals(name, "connect_error"u8)
        || JsonText.Equals(name, "disconnect"u8)
        || JsonText.Equals(name, "disconnecting"u8)
        || JsonText.Equals(name, "newListener"u8)
        || JsonText.Equals(name, "removeListener"u8);
}
