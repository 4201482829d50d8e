using System.Buffers.Text;
using System.Runtime.InteropServices;

namespace RealtimeCluster.Contracts.Client;

/// <summary>The text form, safe in URLs, of how far someone has read an environment's channels: the last name listed.</summary>
/// <remarks>In UTF-16, in which every sequence of units is a name, lone surrogates included.</remarks>
public static class ChannelCursor
{
    /// <summary>Writes it.</summary>
    /// <param name="name">The name of a channel.</param>
    public static string ToText(string name) => Base64Url.EncodeToString(MemoryMarshal.AsBytes(name.AsSpan()));

    /// <summary>Reads it back.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="name">The name.</param>
    public static bool TryParse(string text, out string name)
    {
        ArgumentNullException.ThrowIfNull(text);
        name = string.Empty;
        if (text.Length == 0 || !Base64Url.IsValid(text, out var length) || length == 0 || length % sizeof(char) != 0)
        {
            return false;
        }

        name = new string(MemoryMarshal.Cast<byte, char>(Base64Url.DecodeFromChars(text)));
        return true;
    }
}
