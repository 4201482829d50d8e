using System.Buffers;
using System.Text;
using Orleans.Serialization.Buffers;

namespace RealtimeCluster.Contracts.Wire;

/// <summary>The parts that events and commands are written of. Numbers are as short as they are small; texts and bytes come after their length.</summary>
internal static class WireWriting
{
    /// <summary>Writes a number that is mostly small and never meant to be negative; a negative one survives, at ten bytes.</summary>
    public static void WriteNumber<TBufferWriter>(this ref Writer<TBufferWriter> writer, long number)
        where TBufferWriter : IBufferWriter<byte> => writer.WriteVarUInt64((ulong)number);

    public static void WriteText<TBufferWriter>(this ref Writer<TBufferWriter> writer, string text)
        where TBufferWriter : IBufferWriter<byte>
    {
        var length = Encoding.UTF8.GetByteCount(text);
        writer.WriteVarUInt32((uint)length);
        writer.EnsureContiguous(length);
        Encoding.UTF8.GetBytes(text, writer.WritableSpan);
        writer.AdvanceSpan(length);
    }

    public static void WriteBytes<TBufferWriter>(this ref Writer<TBufferWriter> writer, byte[] bytes)
        where TBufferWriter : IBufferWriter<byte>
    {
        writer.WriteVarUInt32((uint)bytes.Length);
        writer.Write(bytes);
    }
}
