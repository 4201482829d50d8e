using System.Buffers;
using Orleans.Serialization.Buffers;
using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Contracts.Wire;

/// <summary>Names of logs.</summary>
internal static class ChannelKeyWire
{
    public static void WriteChannelKey<TBufferWriter>(this ref Writer<TBufferWriter> writer, ChannelKey key)
        where TBufferWriter : IBufferWriter<byte>
    {
        writer.WriteByte((byte)key.Kind);
        writer.WriteText(key.Environment);
        writer.WriteText(key.Name);
    }

    public static ChannelKey ReadChannelKey<TInput>(this ref Reader<TInput> reader) =>
        new((ChannelKind)reader.ReadByte(), reader.ReadText(), reader.ReadText());
}
