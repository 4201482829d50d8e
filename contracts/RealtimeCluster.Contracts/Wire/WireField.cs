using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.WireProtocol;

namespace RealtimeCluster.Contracts.Wire;

/// <summary>A message of ours as a field of one of Orleans': bytes after their length.</summary>
/// <remarks>
/// Orleans' own format tells of every object whether it was written before, and looks for it among all that were: in a batch with
/// hundreds of texts and arrays that took longer than writing them.
/// </remarks>
internal static class WireField
{
    /// <summary>Writes <see langword="null"/> as Orleans does.</summary>
    /// <returns>Whether it was that.</returns>
    public static bool TryWriteNull<TBufferWriter>(ref Writer<TBufferWriter> writer, uint fieldIdDelta, [NotNullWhen(false)] object? value)
        where TBufferWriter : IBufferWriter<byte>
    {
        if (value is null)
        {
            ReferenceCodec.WriteNullReference(ref writer, fieldIdDelta);
        }

        return value is null;
    }

    public static void Write<TBufferWriter>(ref Writer<TBufferWriter> writer, uint fieldIdDelta, Type? expectedType, Type type, ReadOnlySpan<byte> content)
        where TBufferWriter : IBufferWriter<byte>
    {
        ReferenceCodec.MarkValueField(writer.Session);
        writer.WriteFieldHeader(fieldIdDelta, expectedType, type, WireType.LengthPrefixed);
        writer.WriteVarUInt32((uint)content.Length);
        writer.Write(content);
    }

    /// <summary>Begins to read the content.</summary>
    /// <returns>Where it ends.</returns>
    /// <exception cref="FormatException">It is none of ours.</exception>
    public static long Begin<TInput>(ref Reader<TInput> reader, Field field)
    {
        if (field.WireType != WireType.LengthPrefixed)
        {
            throw new FormatException("A message between nodes has a form that this version does not know.");
        }

        ReferenceCodec.MarkValueField(reader.Session);
        var length = reader.ReadCount();
        return reader.Position + length;
    }

    /// <summary>Ends reading: what a later version put behind the rest is skipped.</summary>
    public static void End<TInput>(ref Reader<TInput> reader, long end) => reader.Skip(end - reader.Position);
}
