using System.Buffers;
using System.Net;
using Orleans.Serialization.Buffers;

namespace RealtimeCluster.Contracts.Wire;

/// <summary>Silo addresses, of which a node meets few and each very often: one that was read before is not made again.</summary>
internal static class SiloAddressWire
{
    private const int MaxAddressLength = 16;
    private const int MaxKnownCount = 256;

    [ThreadStatic]
    private static Dictionary<Key, SiloAddress>? ThreadKnown;

    public static void WriteSiloAddress<TBufferWriter>(this ref Writer<TBufferWriter> writer, SiloAddress silo)
        where TBufferWriter : IBufferWriter<byte>
    {
        Span<byte> address = stackalloc byte[MaxAddressLength];
        silo.Endpoint.Address.TryWriteBytes(address, out var length);
        writer.WriteByte((byte)length);
        writer.Write(address[..length]);
        writer.WriteVarUInt32((uint)silo.Endpoint.Port);
        writer.WriteInt32(silo.Generation);
    }

    public static SiloAddress ReadSiloAddress<TInput>(this ref Reader<TInput> reader)
    {
        Span<byte> address = stackalloc byte[MaxAddressLength];
        address.Clear();
        var length = reader.ReadByte();
        reader.ReadBytes(address[..length]);
        var key = new Key(
            BitConverter.ToUInt64(address), BitConverter.ToUInt64(address[8..]), length, (int)reader.ReadVarUInt32(), reader.ReadInt32());
        var known = ThreadKnown ??= [];
        if (known.TryGetValue(key, out var silo))
        {
            return silo;
        }

        // Lives of nodes come and go.
        if (known.Count == MaxKnownCount)
        {
            known.Clear();
        }

        silo = SiloAddress.New(new IPAddress(address[..length]), key.Port, key.Generation);
        known.Add(key, silo);
        return silo;
    }

    private readonly record struct Key(ulong High, ulong Low, byte Length, int Port, int Generation);
}
