using System.Buffers;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;

namespace RealtimeCluster.Contracts.Wire;

/// <summary>Batches on their way to owners.</summary>
[RegisterSerializer]
internal sealed class UplinkBatchCodec : WireCodec<UplinkBatch, UplinkBatchCodec.Format>
{
    internal readonly struct Format : IWireFormat<UplinkBatch>
    {
        public static void Write<TBufferWriter>(ref Writer<TBufferWriter> writer, UplinkBatch message)
            where TBufferWriter : IBufferWriter<byte>
        {
            writer.WriteSiloAddress(message.Gateway.Address);
            writer.WriteNumber(message.Sequence);
            writer.WriteNumber(message.Term);
            writer.WriteNumber(message.Fence);
            writer.WriteCommands(message.Commands);
        }

        public static UplinkBatch Read<TInput>(ref Reader<TInput> reader) => new()
        {
            Gateway = new GatewayId(reader.ReadSiloAddress()),
            Sequence = reader.ReadNumber(),
            Term = reader.ReadNumber(),
            Fence = reader.ReadNumber(),
            Commands = reader.ReadCommands(),
        };
    }

    /// <summary>It does not change, so what Orleans would copy is the same one.</summary>
    [RegisterCopier]
    internal sealed class Copier : ShallowCopier<UplinkBatch>;
}
