using System.Text.Json;

namespace RealtimeCluster.SocketIO.Namespaces;

/// <summary>Checks untrusted JSON and finds the elements of an array, without building anything from it.</summary>
internal static class JsonPayload
{
    /// <summary>Whether the text is exactly one well-formed value that begins with the given token.</summary>
    public static bool IsValue(ReadOnlySpan<byte> json, int maxDepth, JsonTokenType first)
    {
        var reader = new Utf8JsonReader(json, Options(maxDepth));
        try
        {
            if (!reader.Read() || reader.TokenType != first)
            {
                return false;
            }

            while (reader.Read())
            {
                // Reading to the end is the check.
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Finds the raw text of each element; false when the text is not one well-formed array.</summary>
    public static bool TryReadArray(ReadOnlyMemory<byte> json, int maxDepth, out ReadOnlyMemory<byte>[] elements)
    {
        elements = [];
        var reader = new Utf8JsonReader(json.Span, Options(maxDepth));
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            {
                return false;
            }

            var found = new List<ReadOnlyMemory<byte>>(4);
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                found.Add(json[start..(int)reader.BytesConsumed]);
            }

            // The reader itself refuses anything but blanks behind the array.
            reader.Read();
            elements = [.. found];
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    internal static JsonReaderOptions Options(int maxDepth) => new() { MaxDepth = maxDepth };
}
