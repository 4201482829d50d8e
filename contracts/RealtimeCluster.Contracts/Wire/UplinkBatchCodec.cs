using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.WireProtocol;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;

namespace RealtimeCluster.Contracts.Wire;

/// <summary>Batches on their way to owners.</summary>
[RegisterSerializer]
internal sealed class UplinkBatchCodec : IFieldCodec<UplinkBatch>
{
    public void WriteField<TBufferWriter>(ref Writer<TBufferWriter> writer, uint fieldIdDelta, [AllowNull] Type expectedType, [AllowNull] UplinkBatch value)
        where TBufferWriter : IBufferWriter<byte>
    {
        if (WireField.TryWriteNull(ref writer, fieldIdDelta, value))
        {
            return;
        }

        var buffer = WireScratch.Get();
        var content = Writer.Create(buffer, writer.Session);
        content.WriteSiloAddress(value.Gateway.Address);
        content.WriteNumber(value.Sequence);
        content.WriteNumber(value.Term);
        content.WriteNumber(value.Fence);
        content.WriteCommands(value.Commands);
        content.Commit();
        WireField.Write(ref writer, fieldIdDelta, expectedType, typeof(UplinkBatch), buffer.WrittenSpan);
    }

    [return: MaybeNull]
    public UplinkBatch ReadValue<TInput>(ref Reader<TInput> reader, Field field)
    {
        if (field.WireType == WireType.Reference)
        {
            return ReferenceCodec.ReadReference<UplinkBatch, TInput>(ref reader, field);
        }

        var end = WireField.Begin(ref reader, field);
        var batch = new UplinkBatch
        {
            Gateway = new GatewayId(reader.ReadSiloAddress()),
            Sequence = reader.ReadNumber(),
            Term = reader.ReadNumber(),
            Fence = reader.ReadNumber(),
            Commands = reader.ReadCommands(),
        };
        WireField.End(ref reader, end);
        return batch;
    }

    /// <summary>A batch does not change, so what Orleans would copy is the same one.</summary>
    [RegisterCopier]
    internal sealed class Copier : ShallowCopier<UplinkBatch>;
}
