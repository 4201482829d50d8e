using System.Text;

namespace RealtimeCluster.SocketIO.Diagnostics;

/// <summary>A short text of a stranger as it may stand in the log: what is no plain ASCII is a question mark.</summary>
internal static class LoggedText
{
    private const int MaxLength = 64;

    /// <summary>Makes it.</summary>
    /// <param name="text">UTF-8.</param>
    public static string Of(ReadOnlySpan<byte> text)
    {
        var shown = Encoding.Latin1.GetString(text[..Math.Min(text.Length, MaxLength)]);
        return string.Create(shown.Length, shown, static (target, source) =>
        {
            for (var i = 0; i < target.Length; i++)
            {
                target[i] = source[i] is >= ' ' and <= '~' ? source[i] : '?';
            }
        });
    }
}
