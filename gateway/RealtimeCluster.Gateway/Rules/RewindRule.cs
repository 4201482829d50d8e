using System.Buffers.Text;

namespace RealtimeCluster.Gateway.Rules;

/// <summary>How many of a channel's last messages a join asks for. Clients that know nothing of it ask for none.</summary>
internal static class RewindRule
{
    /// <summary>Reads a join's <c>rewind</c>.</summary>
    /// <param name="token">The JSON token; empty when absent.</param>
    /// <param name="maxCount">More than that is cut to it.</param>
    /// <param name="count">How many.</param>
    /// <returns><see langword="false"/> when the token is there and names no number of messages.</returns>
    public static bool TryRead(ReadOnlySpan<byte> token, int maxCount, out int count)
    {
        count = 0;
        if (token.IsEmpty || token.SequenceEqual("null"u8))
        {
            return true;
        }

        if (!Utf8Parser.TryParse(token, out long asked, out var length) || length != token.Length || asked < 0)
        {
            return false;
        }

        count = (int)Math.Min(asked, maxCount);
        return true;
    }
}
