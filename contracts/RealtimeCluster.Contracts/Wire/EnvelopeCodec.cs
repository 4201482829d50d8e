using System.Buffers;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using RealtimeCluster.Contracts.Streams;

namespace RealtimeCluster.Contracts.Wire;

/// <summary>Envelopes on their way to gateways: encoded once, however many gateways get them.</summary>
[RegisterSerializer]
internal sealed class EnvelopeCodec : WireCodec<Envelope, EnvelopeCodec.Format>
{
    internal readonly struct Format : IWireFormat<Envelope>
    {
        public static void Write<TBufferWriter>(ref Writer<TBufferWriter> writer, Envelope message)
            where TBufferWriter : IBufferWriter<byte> => writer.WriteEnvelope(message);

        public static Envelope Read<TInput>(ref Reader<TInput> reader) => reader.ReadEnvelope();

        public static byte[]? Recall(Envelope message) => message.Encoded;

        public static void Remember(Envelope message, ReadOnlySpan<byte> encoded) => message.Encoded = encoded.ToArray();
    }

    /// <summary>It does not change, so what Orleans would copy is the same one.</summary>
    [RegisterCopier]
    internal sealed class Copier : ShallowCopier<Envelope>;
}
