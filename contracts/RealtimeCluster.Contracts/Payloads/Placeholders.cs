using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace RealtimeCluster.Contracts.Payloads;

/// <summary>
/// Moves payloads into and out of packets that carry binary attachments, by renumbering their placeholders.
/// </summary>
/// <remarks>
/// Socket.IO protocol 5, "Packet encoding": in a packet with attachments every object whose <c>_placeholder</c> is
/// <c>true</c> stands for the attachment with its <c>num</c>. Clients reject the whole packet when <c>num</c> is out of range,
/// so an object that only looks like a placeholder must never reach a packet with attachments.
/// </remarks>
public static class Placeholders
{
    /// <summary>The depth to which applications' values are read: whoever let them in has judged it already.</summary>
    internal const int MaxDepth = 1 << 20;

    /// <summary>Takes one JSON value out of a packet, together with just the attachments it refers to.</summary>
    /// <param name="json">One valid JSON value.</param>
    /// <param name="attachments">The attachments of the whole packet. Not copied: the payload shares them.</param>
    /// <param name="payload">The value with placeholders numbered by first use; every attachment stands in it once.</param>
    /// <returns><see langword="false"/> when a placeholder has no number or one out of range.</returns>
    public static bool TryExtract(
        ReadOnlySpan<byte> json,
        IReadOnlyList<byte[]> attachments,
        [NotNullWhen(true)] out Payload? payload)
    {
        ArgumentNullException.ThrowIfNull(attachments);
        payload = null;
        if (attachments.Count == 0)
        {
            payload = new Payload(json.ToArray());
            return true;
        }

        var found = Find(json, static placeholder => placeholder.NumberStart);
        var used = new List<byte[]>();
        var renumbered = new Dictionary<int, int>();
        var target = new ArrayBufferWriter<byte>(json.Length + 8);
        var copied = 0;
        foreach (var placeholder in found)
        {
            if (!placeholder.Refers(attachments.Count))
            {
                return false;
            }

            if (!renumbered.TryGetValue(placeholder.Number, out var number))
            {
                number = used.Count;
                renumbered.Add(placeholder.Number, number);
                used.Add(attachments[placeholder.Number]);
            }

            target.Write(json[copied..placeholder.NumberStart]);
            WriteNumber(target, number);
            copied = placeholder.NumberEnd;
        }

        target.Write(json[copied..]);
        payload = new Payload(target.WrittenSpan.ToArray(), [.. used]);
        return true;
    }

    /// <summary>Writes a payload's JSON into a packet whose attachments start with those of other payloads.</summary>
    /// <param name="target">The packet's text.</param>
    /// <param name="payload">The payload.</param>
    /// <param name="firstAttachment">The number that the payload's first attachment has in the packet.</param>
    /// <param name="packetIsBinary">Whether the packet has any attachments at all.</param>
    public static void Append(IBufferWriter<byte> target, Payload payload, int firstAttachment, bool packetIsBinary)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(payload);
        var json = payload.Json.AsSpan();
        var isBinary = payload.Attachments.Length > 0;
        if (!packetIsBinary || (isBinary && firstAttachment == 0))
        {
            target.Write(json);
            return;
        }

        var copied = 0;
        foreach (var placeholder in Find(json, isBinary ? static found => found.NumberStart : static found => found.FlagStart))
        {
            if (isBinary)
            {
                target.Write(json[copied..placeholder.NumberStart]);
                WriteNumber(target, firstAttachment + placeholder.Number);
                copied = placeholder.NumberEnd;
            }
            else
            {
                // Application data that only looks like a placeholder: `true` becomes 1, which clients take as data.
                target.Write(json[copied..placeholder.FlagStart]);
                target.Write("1"u8);
                copied = placeholder.FlagStart + "true".Length;
            }
        }

        target.Write(json[copied..]);
    }

    /// <summary>
    /// Writes a payload as plain JSON: binary parts as Node's <c>Buffer</c> writes itself, <c>{"type":"Buffer","data":[…]}</c>.
    /// </summary>
    /// <param name="target">The text.</param>
    /// <param name="payload">The payload.</param>
    /// <param name="asBase64">Whether <c>data</c> is base64 text, which is a third of the size and which only <see cref="InlineBinary"/> reads.</param>
    public static void AppendInline(IBufferWriter<byte> target, Payload payload, bool asBase64 = false)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(payload);
        var json = payload.Json.AsSpan();
        if (payload.Attachments.Length == 0)
        {
            target.Write(json);
            return;
        }

        var copied = 0;
        foreach (var placeholder in Find(json, static found => found.Start))
        {
            // One inside another is part of what the outer one stands for; one that stands for nothing is data.
            if (placeholder.Start >= copied && placeholder.Refers(payload.Attachments.Length))
            {
                target.Write(json[copied..placeholder.Start]);
                AppendBuffer(target, payload.Attachments[placeholder.Number], asBase64);
                copied = placeholder.End;
            }
        }

        target.Write(json[copied..]);
    }

    /// <summary>How many objects of a value clients would take for placeholders: whatever they were meant to be.</summary>
    /// <param name="json">One valid JSON value.</param>
    public static int Count(ReadOnlySpan<byte> json) => Find(json, static found => found.Start).Count;

    /// <summary>Whether every placeholder of a payload refers to one of its attachments, so that clients can read a packet with it.</summary>
    /// <param name="payload">The payload. Without attachments it has no placeholders, whatever its objects look like.</param>
    public static bool AreInRange(Payload payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        return payload.Attachments.Length == 0 || Find(payload.Json, static found => found.Start).TrueForAll(found => found.Refers(payload.Attachments.Length));
    }

    /// <summary>Writes the placeholder of an attachment.</summary>
    /// <param name="target">The text.</param>
    /// <param name="number">The attachment's number.</param>
    internal static void Append(IBufferWriter<byte> target, int number)
    {
        target.Write("{\"_placeholder\":true,\"num\":"u8);
        WriteNumber(target, number);
        target.Write("}"u8);
    }

    private static void AppendBuffer(IBufferWriter<byte> target, byte[] data, bool asBase64)
    {
        target.Write("{\"type\":\"Buffer\",\"data\":"u8);
        if (asBase64)
        {
            var length = Base64.GetMaxEncodedToUtf8Length(data.Length);
            var text = target.GetSpan(length + 2);
            text[0] = (byte)'"';
            Base64.EncodeToUtf8(data, text[1..], out _, out _);
            text[length + 1] = (byte)'"';
            target.Advance(length + 2);
        }
        else
        {
            target.Write("["u8);
            var separator = ""u8;
            foreach (var value in data)
            {
                target.Write(separator);
                WriteNumber(target, value);
                separator = ","u8;
            }

            target.Write("]"u8);
        }

        target.Write("}"u8);
    }

    private static void WriteNumber(IBufferWriter<byte> target, int number)
    {
        var written = Utf8Formatter.TryFormat(number, target.GetSpan(11), out var length);
        System.Diagnostics.Debug.Assert(written, "Eleven bytes hold every Int32.");
        target.Advance(length);
    }

    // In the order of what their copy goes by: objects are found when they end, and a nested one may have its number or flag on either side of the outer one's.
    private static List<Placeholder> Find(ReadOnlySpan<byte> json, Func<Placeholder, int> place)
    {
        var found = new List<Placeholder>();
        if (json.IndexOf("placeholder"u8) < 0 && json.IndexOf((byte)'\\') < 0)
        {
            return found;
        }

        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        var open = new Stack<Placeholder>();
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    open.Push(new Placeholder { Start = (int)reader.TokenStartIndex });
                    break;
                case JsonTokenType.EndObject:
                    if (open.Pop() is { IsFlagged: true } placeholder)
                    {
                        placeholder.End = (int)reader.BytesConsumed;
                        found.Add(placeholder);
                    }

                    break;
                case JsonTokenType.PropertyName when reader.Means("_placeholder"u8):
                    reader.Read();
                    var flagged = open.Pop();
                    flagged.IsFlagged = reader.TokenType == JsonTokenType.True;
                    flagged.FlagStart = (int)reader.TokenStartIndex;
                    open.Push(flagged);
                    Reenter(ref reader, open);
                    break;
                case JsonTokenType.PropertyName when reader.Means("num"u8):
                    reader.Read();
                    var numbered = open.Pop();
                    numbered.HasNumber = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out numbered.Number);
                    numbered.NumberStart = (int)reader.TokenStartIndex;
                    numbered.NumberEnd = (int)reader.BytesConsumed;
                    open.Push(numbered);
                    Reenter(ref reader, open);
                    break;
            }
        }

        found.Sort((left, right) => place(left).CompareTo(place(right)));
        return found;
    }

    private static void Reenter(ref Utf8JsonReader reader, Stack<Placeholder> open)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            open.Push(new Placeholder { Start = (int)reader.TokenStartIndex });
        }
    }

    private record struct Placeholder
    {
        public int Start;
        public int End;
        public bool IsFlagged;
        public int FlagStart;
        public bool HasNumber;
        public int Number;
        public int NumberStart;
        public int NumberEnd;

        public readonly bool Refers(int attachmentCount) => HasNumber && (uint)Number < (uint)attachmentCount;
    }
}
