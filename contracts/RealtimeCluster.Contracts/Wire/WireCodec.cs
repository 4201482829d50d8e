using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.WireProtocol;

namespace RealtimeCluster.Contracts.Wire;

/// <summary>Messages in a format of ours as fields of Orleans' messages: bytes after their length.</summary>
/// <remarks>
/// Orleans' own format tells of every object whether it was written before, and looks for it among all that were: in a batch with
/// hundreds of texts and arrays that took longer than writing them.
/// </remarks>
/// <typeparam name="T">The messages.</typeparam>
/// <typeparam name="TFormat">How they are written.</typeparam>
internal abstract class WireCodec<T, TFormat> : IFieldCodec<T>
    where T : class
    where TFormat : struct, IWireFormat<T>
{
    public void WriteField<TBufferWriter>(ref Writer<TBufferWriter> writer, uint fieldIdDelta, [AllowNull] Type expectedType, [AllowNull] T value)
        where TBufferWriter : IBufferWriter<byte>
    {
        if (value is null)
        {
            ReferenceCodec.WriteNullReference(ref writer, fieldIdDelta);
            return;
        }

        if (TFormat.Recall(value) is { } encoded)
        {
            Write(ref writer, fieldIdDelta, expectedType, encoded);
            return;
        }

        var buffer = WireScratch.Get();
        var content = Writer.Create(buffer, writer.Session);
        TFormat.Write(ref content, value);
        content.Commit();
        TFormat.Remember(value, buffer.WrittenSpan);
        Write(ref writer, fieldIdDelta, expectedType, buffer.WrittenSpan);
    }

    [return: MaybeNull]
    public T ReadValue<TInput>(ref Reader<TInput> reader, Field field)
    {
        switch (field.WireType)
        {
            case WireType.Reference:
                return ReferenceCodec.ReadReference<T, TInput>(ref reader, field);
            case WireType.LengthPrefixed:
                ReferenceCodec.MarkValueField(reader.Session);
                var length = reader.ReadCount();
                var end = reader.Position + length;
                var message = TFormat.Read(ref reader);
                reader.Skip(end - reader.Position);
                return message;
            default:
                throw new FormatException("A message between nodes has a form that this version does not know.");
        }
    }

    private static void Write<TBufferWriter>(ref Writer<TBufferWriter> writer, uint fieldIdDelta, Type? expectedType, ReadOnlySpan<byte> content)
        where TBufferWriter : IBufferWriter<byte>
    {
        ReferenceCodec.MarkValueField(writer.Session);
        writer.WriteFieldHeader(fieldIdDelta, expectedType, typeof(T), WireType.LengthPrefixed);
        writer.WriteVarUInt32((uint)content.Length);
        writer.Write(content);
    }
}
