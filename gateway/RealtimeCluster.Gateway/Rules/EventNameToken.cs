using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Gateway.Rules;

/// <summary>Checks the event name a client wants to send under.</summary>
internal static class EventNameToken
{
    private static readonly string[] Protected = ["channel:join", "channel:leave", "channel:update", "exception"];

    /// <summary>Checks a name.</summary>
    /// <param name="token">The JSON token; empty when absent.</param>
    /// <param name="maxBytes">The longest name allowed.</param>
    /// <param name="protectOwn">Whether the server's own event names are refused too.</param>
    /// <returns>The code of a refusal, or <see langword="null"/>.</returns>
    public static string? Check(ReadOnlySpan<byte> token, int maxBytes, bool protectOwn)
    {
        // Receivers take a packet whose name is neither text nor number for broken, and disconnect.
        if (token.IsEmpty || token[0] is not ((byte)'"' or (byte)'-' or (>= (byte)'0' and <= (byte)'9')))
        {
            return "invalid_event_name";
        }

        if (token.Length > maxBytes + 2)
        {
            return "event_name_too_long";
        }

        if (token[0] != (byte)'"')
        {
            return null;
        }

        var name = ChannelName.ToText(ChannelName.FromJsonString(token[1..^1]));
        if (EventName.IsReserved(name))
        {
            return "reserved_event_name";
        }

        return protectOwn && (Protected.Contains(name) || name.StartsWith("user:", StringComparison.Ordinal))
            ? "reserved_event_name"
            : null;
    }
}
