using System.Buffers;
using Orleans.Serialization.Buffers;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;

namespace RealtimeCluster.Contracts.Wire;

/// <summary>Events in a row: flags say what each has, offsets are told as steps, and a batch is named once for all its events.</summary>
internal static class EventWire
{
    [Flags]
    private enum Parts : uint
    {
        Echo = 1 << 0,
        PayloadIsArguments = 1 << 1,
        IsResumable = 1 << 2,
        ConnectionId = 1 << 3,
        EventName = 1 << 4,
        Payload = 1 << 5,
        DeduplicationKey = 1 << 6,
        Batch = 1 << 7,
        SameBatch = 1 << 8,
        CommandIndex = 1 << 9,
        JoinedAt = 1 << 10,
        Rewind = 1 << 11,
        PublishedAt = 1 << 12,
        Extension = 1 << 13,
        Generation = 1 << 14,
    }

    public static void WriteEvents<TBufferWriter>(this ref Writer<TBufferWriter> writer, ChannelEvent[] events)
        where TBufferWriter : IBufferWriter<byte>
    {
        writer.WriteVarUInt32((uint)events.Length);
        BatchId? batch = null;
        var offset = 0L;
        foreach (var channelEvent in events)
        {
            Write(ref writer, channelEvent, offset, batch);
            offset = channelEvent.Offset;
            batch = channelEvent.Batch ?? batch;
        }
    }

    public static ChannelEvent[] ReadEvents<TInput>(this ref Reader<TInput> reader)
    {
        var count = reader.ReadCount();
        if (count == 0)
        {
            return [];
        }

        var events = new ChannelEvent[count];
        BatchId? batch = null;
        var offset = 0L;
        for (var i = 0; i < count; i++)
        {
            events[i] = Read(ref reader, ref offset, ref batch);
        }

        return events;
    }

    private static void Write<TBufferWriter>(ref Writer<TBufferWriter> writer, ChannelEvent channelEvent, long offset, BatchId? batch)
        where TBufferWriter : IBufferWriter<byte>
    {
        var parts = Describe(channelEvent, batch);
        writer.WriteVarUInt32((uint)parts);
        writer.WriteByte((byte)channelEvent.Kind);
        writer.WriteNumber(channelEvent.Offset - offset);
        if (channelEvent.ConnectionId is not null)
        {
            writer.WriteText(channelEvent.ConnectionId);
        }

        if (channelEvent.EventName is not null)
        {
            writer.WriteBytes(channelEvent.EventName);
        }

        if (channelEvent.Payload is not null)
        {
            writer.WritePayload(channelEvent.Payload);
        }

        if (channelEvent.DeduplicationKey is not null)
        {
            writer.WriteText(channelEvent.DeduplicationKey);
        }

        if (parts.HasFlag(Parts.Batch))
        {
            writer.WriteSiloAddress(channelEvent.Batch!.Gateway.Address);
            writer.WriteNumber(channelEvent.Batch.Sequence);
        }

        WriteIf(ref writer, parts.HasFlag(Parts.CommandIndex), channelEvent.CommandIndex);
        WriteIf(ref writer, parts.HasFlag(Parts.JoinedAt), channelEvent.JoinedAt);
        WriteIf(ref writer, parts.HasFlag(Parts.Rewind), channelEvent.Rewind);
        WriteIf(ref writer, parts.HasFlag(Parts.PublishedAt), channelEvent.PublishedAt);
        WriteIf(ref writer, parts.HasFlag(Parts.Generation), channelEvent.Generation);
    }

    private static ChannelEvent Read<TInput>(ref Reader<TInput> reader, ref long offset, ref BatchId? batch)
    {
        var parts = (Parts)reader.ReadVarUInt32();
        var kind = (ChannelEventKind)reader.ReadByte();
        offset += reader.ReadNumber();
        var connectionId = parts.HasFlag(Parts.ConnectionId) ? reader.ReadText() : null;
        var eventName = parts.HasFlag(Parts.EventName) ? reader.ReadByteArray() : null;
        var payload = parts.HasFlag(Parts.Payload) ? reader.ReadPayload(isProfile: kind != ChannelEventKind.Message) : null;
        var deduplicationKey = parts.HasFlag(Parts.DeduplicationKey) ? reader.ReadText() : null;
        if (parts.HasFlag(Parts.Batch))
        {
            batch = new BatchId(new GatewayId(reader.ReadSiloAddress()), reader.ReadNumber());
        }

        var channelEvent = new ChannelEvent
        {
            Kind = kind,
            Offset = offset,
            ConnectionId = connectionId,
            Echo = parts.HasFlag(Parts.Echo),
            EventName = eventName,
            Payload = payload,
            PayloadIsArguments = parts.HasFlag(Parts.PayloadIsArguments),
            DeduplicationKey = deduplicationKey,
            Batch = (parts & (Parts.Batch | Parts.SameBatch)) == 0 ? null : batch,
            CommandIndex = parts.HasFlag(Parts.CommandIndex) ? (int)reader.ReadNumber() : 0,
            IsResumable = parts.HasFlag(Parts.IsResumable),
            JoinedAt = parts.HasFlag(Parts.JoinedAt) ? reader.ReadNumber() : 0,
            Rewind = parts.HasFlag(Parts.Rewind) ? (int)reader.ReadNumber() : 0,
            PublishedAt = parts.HasFlag(Parts.PublishedAt) ? reader.ReadNumber() : 0,
            Generation = parts.HasFlag(Parts.Generation) ? (int)reader.ReadNumber() : 0,
        };
        if (parts.HasFlag(Parts.Extension))
        {
            reader.SkipExtension();
        }

        return channelEvent;
    }

    private static Parts Describe(ChannelEvent channelEvent, BatchId? batch)
    {
        var batchPart = channelEvent.Batch is null ? 0 : channelEvent.Batch.Equals(batch) ? Parts.SameBatch : Parts.Batch;
        return batchPart
            | (channelEvent.Echo ? Parts.Echo : 0)
            | (channelEvent.PayloadIsArguments ? Parts.PayloadIsArguments : 0)
            | (channelEvent.IsResumable ? Parts.IsResumable : 0)
            | (channelEvent.ConnectionId is not null ? Parts.ConnectionId : 0)
            | (channelEvent.EventName is not null ? Parts.EventName : 0)
            | (channelEvent.Payload is not null ? Parts.Payload : 0)
            | (channelEvent.DeduplicationKey is not null ? Parts.DeduplicationKey : 0)
            | (channelEvent.CommandIndex != 0 ? Parts.CommandIndex : 0)
            | (channelEvent.JoinedAt != 0 ? Parts.JoinedAt : 0)
            | (channelEvent.Rewind != 0 ? Parts.Rewind : 0)
            | (channelEvent.PublishedAt != 0 ? Parts.PublishedAt : 0)
            | (channelEvent.Generation != 0 ? Parts.Generation : 0);
    }

    private static void WriteIf<TBufferWriter>(ref Writer<TBufferWriter> writer, bool isPresent, long number)
        where TBufferWriter : IBufferWriter<byte>
    {
        if (isPresent)
        {
            writer.WriteNumber(number);
        }
    }
}
