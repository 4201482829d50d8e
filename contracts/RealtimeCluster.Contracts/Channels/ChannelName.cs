using System.Globalization;
using System.Text;

namespace RealtimeCluster.Contracts.Channels;

/// <summary>
/// The canonical form of a channel name: the body of the JSON string that ECMAScript's <c>JSON.stringify</c> would write.
/// </summary>
/// <remarks>
/// A name is any sequence of UTF-16 units, lone surrogates included, which neither UTF-8 nor a grain key can hold. In
/// this form every name has exactly one text, that text is valid Unicode, and frames carry it as it is, unparsed.
/// </remarks>
public static class ChannelName
{
    /// <summary>The canonical form of a plain text.</summary>
    /// <param name="text">The name as an application writes it.</param>
    public static string FromText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return NeedsEscape(text) ? Escape(text) : text;
    }

    /// <summary>The plain text of a canonical form.</summary>
    /// <param name="canonical">What <see cref="FromText"/> or <see cref="FromJsonString"/> returned.</param>
    public static string ToText(string canonical)
    {
        ArgumentNullException.ThrowIfNull(canonical);
        return canonical.Contains('\\', StringComparison.Ordinal) ? Unescape(canonical) : canonical;
    }

    /// <summary>The canonical form of a JSON string's body.</summary>
    /// <param name="body">What stands between the quotes of a valid JSON string, UTF-8.</param>
    public static string FromJsonString(ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body);

        // Without an escape the body is canonical already: JSON allows neither quotes nor controls in it unescaped.
        return text.Contains('\\', StringComparison.Ordinal) ? FromText(Unescape(text)) : text;
    }

    private static bool NeedsEscape(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var unit = text[i];
            if (unit is < ' ' or '"' or '\\')
            {
                return true;
            }

            if (char.IsSurrogate(unit))
            {
                if (!IsPair(text, i))
                {
                    return true;
                }

                i++;
            }
        }

        return false;
    }

    private static bool IsPair(string text, int index) =>
        index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1]);

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            var unit = text[i];
            switch (unit)
            {
                case '"': escaped.Append("\\\""); break;
                case '\\': escaped.Append("\\\\"); break;
                case '\b': escaped.Append("\\b"); break;
                case '\t': escaped.Append("\\t"); break;
                case '\n': escaped.Append("\\n"); break;
                case '\f': escaped.Append("\\f"); break;
                case '\r': escaped.Append("\\r"); break;
                case < ' ': AppendUnit(escaped, unit); break;
                case var _ when !char.IsSurrogate(unit): escaped.Append(unit); break;
                case var _ when IsPair(text, i): escaped.Append(unit).Append(text[++i]); break;
                default: AppendUnit(escaped, unit); break;
            }
        }

        return escaped.ToString();
    }

    private static void AppendUnit(StringBuilder target, char unit) =>
        target.Append("\\u").Append(((int)unit).ToString("x4", CultureInfo.InvariantCulture));

    private static string Unescape(string body)
    {
        var text = new StringBuilder(body.Length);
        for (var i = 0; i < body.Length; i++)
        {
            if (body[i] != '\\')
            {
                text.Append(body[i]);
                continue;
            }

            i++;
            switch (body[i])
            {
                case 'b': text.Append('\b'); break;
                case 't': text.Append('\t'); break;
                case 'n': text.Append('\n'); break;
                case 'f': text.Append('\f'); break;
                case 'r': text.Append('\r'); break;
                case 'u':
                    text.Append((char)ushort.Parse(body.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                    i += 4;
                    break;
                default: text.Append(body[i]); break;
            }
        }

        return text.ToString();
    }
}
