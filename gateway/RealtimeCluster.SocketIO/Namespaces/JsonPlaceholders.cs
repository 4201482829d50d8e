using System.Buffers;
using System.Text.Json;

namespace RealtimeCluster.SocketIO.Namespaces;

/// <summary>Checks that the placeholders of a binary packet refer to attachments it has.</summary>
/// <remarks>A placeholder out of range would end every receiver's connection: its parser refuses the packet.</remarks>
internal static class JsonPlaceholders
{
    [Flags]
    private enum Seen : byte
    {
        Nothing = 0,
        Mark = 1,
        NumberInRange = 2,
    }

    /// <summary>Checks JSON that is known to be well-formed and no deeper than <paramref name="maxDepth"/>.</summary>
    public static bool AreInRange(ReadOnlySpan<byte> json, int maxDepth, int attachmentCount)
    {
        var reader = new Utf8JsonReader(json, JsonPayload.Options(maxDepth));
        var seen = ArrayPool<Seen>.Shared.Rent(maxDepth + 2);
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject:
                        seen[reader.CurrentDepth + 1] = Seen.Nothing;
                        break;
                    case JsonTokenType.PropertyName:
                        Note(ref reader, ref seen[reader.CurrentDepth], attachmentCount);
                        break;
                    case JsonTokenType.EndObject when seen[reader.CurrentDepth + 1] == Seen.Mark:
                        return false;
                }
            }

            return true;
        }
        finally
        {
            ArrayPool<Seen>.Shared.Return(seen);
        }
    }

    /// <summary>Looks at one property. The last of several with one name counts, as in the clients' parsers.</summary>
    private static void Note(ref Utf8JsonReader reader, ref Seen seen, int attachmentCount)
    {
        var name = reader.ValueSpan;
        if (JsonText.Equals(name, "_placeholder"u8))
        {
            var value = reader;
            value.Read();
            seen = value.TokenType == JsonTokenType.True ? seen | Seen.Mark : seen & ~Seen.Mark;
        }
        else if (JsonText.Equals(name, "num"u8))
        {
            var value = reader;
            value.Read();
            var isInRange = value.TokenType == JsonTokenType.Number
                && value.TryGetInt32(out var number)
                && number >= 0
                && number < attachmentCount;
            seen = isInRange ? seen | Seen.NumberInRange : seen & ~Seen.NumberInRange;
        }
    }
}
