using System.Text;
using Orleans.Serialization.Buffers;

namespace RealtimeCluster.Contracts.Wire;

/// <summary>Reads what <see cref="WireWriting"/> writes.</summary>
internal static class WireReading
{
    private const int MaxStackLength = 256;

    public static long ReadNumber<TInput>(this ref Reader<TInput> reader) => (long)reader.ReadVarUInt64();

    /// <summary>Reads a count of things that follow, each of at least one byte: it is refused when it is larger than what is left.</summary>
    public static int ReadCount<TInput>(this ref Reader<TInput> reader)
    {
        var count = reader.ReadVarUInt32();
        reader.EnsureAvailable(count);
        return (int)count;
    }

    public static string ReadText<TInput>(this ref Reader<TInput> reader)
    {
        var length = reader.ReadCount();
        if (length > MaxStackLength)
        {
            return Encoding.UTF8.GetString(reader.ReadBytes((uint)length));
        }

        Span<byte> bytes = stackalloc byte[length];
        reader.ReadBytes(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    public static byte[] ReadByteArray<TInput>(this ref Reader<TInput> reader)
    {
        var length = reader.ReadCount();
        return length == 0 ? [] : reader.ReadBytes((uint)length);
    }
}
