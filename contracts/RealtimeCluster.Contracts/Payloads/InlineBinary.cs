using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace RealtimeCluster.Contracts.Payloads;

/// <summary>
/// Reads JSON in which binary parts stand as Node's <c>Buffer</c> writes itself, <c>{"type":"Buffer","data":[…]}</c>, or shorter with
/// base64 text for <c>data</c>. The way back is <see cref="Placeholders.AppendInline"/>.
/// </summary>
/// <remarks>
/// An object counts only if it has these two properties and no other, in any order, and all of its data are bytes; whatever else it is,
/// it stays what it is. Reads the value once, and each array of numbers at most twice.
/// </remarks>
public static class InlineBinary
{
    /// <summary>Reads a value.</summary>
    /// <param name="json">One valid JSON value.</param>
    /// <param name="maxCount">The most binary parts.</param>
    /// <param name="payload">The value, with attachments in the place of its binary parts; <see langword="null"/> unless it was read.</param>
    public static InlineBinaryOutcome Read(ReadOnlySpan<byte> json, int maxCount, out Payload? payload)
    {
        payload = null;
        if (json.IndexOf("Buffer"u8) < 0 && json.IndexOf((byte)'\\') < 0)
        {
            payload = new Payload(json.ToArray());
            return InlineBinaryOutcome.Read;
        }

        var parts = new List<byte[]>();
        var target = new ArrayBufferWriter<byte>(json.Length);
        var copied = 0;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Placeholders.MaxDepth });
        while (reader.Read())
        {
            var start = (int)reader.TokenStartIndex;
            var ahead = reader;
            if (reader.TokenType != JsonTokenType.StartObject || !TryReadBuffer(ref ahead, out var part))
            {
                continue;
            }

            if (parts.Count == maxCount)
            {
                return InlineBinaryOutcome.TooMany;
            }

            reader = ahead;
            target.Write(json[copied..start]);
            Placeholders.Append(target, parts.Count);
            parts.Add(part);
            copied = (int)reader.BytesConsumed;
        }

        target.Write(json[copied..]);
        if (parts.Count > 0 && Placeholders.Count(target.WrittenSpan) != parts.Count)
        {
            return InlineBinaryOutcome.Ambiguous;
        }

        payload = new Payload(target.WrittenSpan.ToArray(), [.. parts]);
        return InlineBinaryOutcome.Read;
    }

    private static bool TryReadBuffer(ref Utf8JsonReader reader, [NotNullWhen(true)] out byte[]? data)
    {
        data = null;
        var hasType = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!hasType && reader.Means("type"u8))
            {
                hasType = reader.Read() && reader.TokenType == JsonTokenType.String && reader.Means("Buffer"u8);
                if (!hasType)
                {
                    return false;
                }
            }
            else if (data is not null || !reader.Means("data"u8) || !TryReadData(ref reader, out data))
            {
                return false;
            }
        }

        return hasType && data is not null;
    }

    private static bool TryReadData(ref Utf8JsonReader reader, [NotNullWhen(true)] out byte[]? data)
    {
        data = null;
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.TryGetBytesFromBase64(out data);
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return false;
        }

        var bytes = new List<byte>();
        while (reader.Read() && reader.TokenType == JsonTokenType.Number)
        {
            if (!reader.TryGetByte(out var value))
            {
                return false;
            }

            bytes.Add(value);
        }

        if (reader.TokenType != JsonTokenType.EndArray)
        {
            return false;
        }

        data = [.. bytes];
        return true;
    }
}
