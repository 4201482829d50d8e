using System.Buffers;
using Orleans.Serialization.Buffers;
using RealtimeCluster.Contracts.Payloads;

namespace RealtimeCluster.Contracts.Wire;

/// <summary>Payloads: the text, how many attachments there are, the attachments.</summary>
internal static class PayloadWire
{
    public static void WritePayload<TBufferWriter>(this ref Writer<TBufferWriter> writer, Payload payload)
        where TBufferWriter : IBufferWriter<byte>
    {
        writer.WriteBytes(payload.Json);
        writer.WriteVarUInt32((uint)payload.Attachments.Length);
        foreach (var attachment in payload.Attachments)
        {
            writer.WriteBytes(attachment);
        }
    }

    public static Payload ReadPayload<TInput>(this ref Reader<TInput> reader)
    {
        var json = reader.ReadByteArray();
        var count = reader.ReadCount();
        if (count == 0)
        {
            return new Payload(json);
        }

        var attachments = new byte[count][];
        for (var i = 0; i < count; i++)
        {
            attachments[i] = reader.ReadByteArray();
        }

        return new Payload(json, attachments);
    }
}
