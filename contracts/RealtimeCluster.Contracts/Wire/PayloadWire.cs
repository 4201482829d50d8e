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

    /// <summary>A payload that is kept for as long as a member is there, if it is one.</summary>
    public static Payload ReadPayload<TInput>(this ref Reader<TInput> reader, bool isProfile) => isProfile ? SharedProfiles.Share(reader.ReadPayload())! : reader.ReadPayload();

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
