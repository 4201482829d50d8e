using System.Text;

namespace RealtimeCluster.Contracts.Channels;

/// <summary>Event names as they stand in packets: JSON tokens.</summary>
public static class EventName
{
    // Socket.IO protocol 5: a client's emitter raises these itself, and socket.io refuses to send them.
    private static readonly HashSet<string> Reserved =
        new(["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"], StringComparer.Ordinal);

    /// <summary>Whether clients' own libraries use the name, so that no application may.</summary>
    /// <param name="name">The name as plain text.</param>
    public static bool IsReserved(string name) => Reserved.Contains(name);

    /// <summary>The JSON token of a name.</summary>
    /// <param name="name">The name as plain text.</param>
    public static byte[] ToToken(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Encoding.UTF8.GetBytes(string.Concat("\"", ChannelName.FromText(name), "\""));
    }

    /// <summary>The name that a JSON token stands for.</summary>
    /// <param name="token">Text or a number.</param>
    public static string FromToken(ReadOnlySpan<byte> token) => token is [(byte)'"', .., (byte)'"']
        ? ChannelName.ToText(ChannelName.FromJsonString(token[1..^1]))
        : Encoding.UTF8.GetString(token);
}
