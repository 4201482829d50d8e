using System.Buffers;
using Orleans.Serialization.Buffers;
using RealtimeCluster.Contracts.Streams;

namespace RealtimeCluster.Contracts.Wire;

/// <summary>Envelopes: what every one has, and what flags say that it has besides.</summary>
internal static class EnvelopeWire
{
    [Flags]
    private enum Parts : uint
    {
        IsFill = 1 << 0,
        Resumptions = 1 << 1,
        Replay = 1 << 2,
        Rewinds = 1 << 3,
        Traces = 1 << 4,
    }

    public static void WriteEnvelope<TBufferWriter>(this ref Writer<TBufferWriter> writer, Envelope envelope)
        where TBufferWriter : IBufferWriter<byte>
    {
        var parts = Describe(envelope);
        writer.WriteVarUInt32((uint)parts);
        writer.WriteChannelKey(envelope.Channel);
        writer.WriteInt64(envelope.Epoch);
        writer.WriteNumber(envelope.Term);
        writer.WriteNumber(envelope.LastOffset);
        writer.WriteEvents(envelope.Events);
        if (parts.HasFlag(Parts.Resumptions))
        {
            WriteResumptions(ref writer, envelope.Resumptions);
        }

        if (parts.HasFlag(Parts.Replay))
        {
            writer.WriteEvents(envelope.Replay);
        }

        if (parts.HasFlag(Parts.Rewinds))
        {
            WriteRewinds(ref writer, envelope.Rewinds);
        }

        if (parts.HasFlag(Parts.Traces))
        {
            WriteTraces(ref writer, envelope.Traces!);
        }
    }

    public static Envelope ReadEnvelope<TInput>(this ref Reader<TInput> reader)
    {
        var parts = (Parts)reader.ReadVarUInt32();
        var envelope = new Envelope
        {
            Channel = reader.ReadChannelKey(),
            Epoch = reader.ReadInt64(),
            Term = reader.ReadNumber(),
            LastOffset = reader.ReadNumber(),
            Events = reader.ReadEvents(),
            IsFill = parts.HasFlag(Parts.IsFill),
            Resumptions = parts.HasFlag(Parts.Resumptions) ? ReadResumptions(ref reader) : [],
            Replay = parts.HasFlag(Parts.Replay) ? reader.ReadEvents() : [],
            Rewinds = parts.HasFlag(Parts.Rewinds) ? ReadRewinds(ref reader) : [],
        };
        return parts.HasFlag(Parts.Traces) ? envelope.WithTraces(ReadTraces(ref reader)) : envelope;
    }

    private static Parts Describe(Envelope envelope) =>
        (envelope.IsFill ? Parts.IsFill : 0)
        | (envelope.Resumptions.Length > 0 ? Parts.Resumptions : 0)
        | (envelope.Replay.Length > 0 ? Parts.Replay : 0)
        | (envelope.Rewinds.Length > 0 ? Parts.Rewinds : 0)
        | (envelope.Traces is not null ? Parts.Traces : 0);

    private static void WriteResumptions<TBufferWriter>(ref Writer<TBufferWriter> writer, Resumption[] resumptions)
        where TBufferWriter : IBufferWriter<byte>
    {
        writer.WriteVarUInt32((uint)resumptions.Length);
        foreach (var resumption in resumptions)
        {
            writer.WriteText(resumption.ConnectionId);
            writer.WriteNumber(resumption.After);
            writer.WriteNumber(resumption.JoinedAt);
            writer.WriteNumber(resumption.Attempt);
            writer.WriteByte(resumption.Profile is null ? (byte)0 : (byte)1);
            if (resumption.Profile is not null)
            {
                writer.WritePayload(resumption.Profile);
            }
        }
    }

    private static Resumption[] ReadResumptions<TInput>(ref Reader<TInput> reader)
    {
        var resumptions = new Resumption[reader.ReadCount()];
        for (var i = 0; i < resumptions.Length; i++)
        {
            var (connectionId, after, joinedAt, attempt) = (reader.ReadText(), reader.ReadNumber(), reader.ReadNumber(), reader.ReadNumber());
            resumptions[i] = new Resumption(connectionId, after, joinedAt, reader.ReadByte() == 0 ? null : reader.ReadPayload(), attempt);
        }

        return resumptions;
    }

    private static void WriteRewinds<TBufferWriter>(ref Writer<TBufferWriter> writer, Rewind[] rewinds)
        where TBufferWriter : IBufferWriter<byte>
    {
        writer.WriteVarUInt32((uint)rewinds.Length);
        foreach (var rewind in rewinds)
        {
            writer.WriteText(rewind.ConnectionId);
            writer.WriteEvents(rewind.Events);
        }
    }

    private static Rewind[] ReadRewinds<TInput>(ref Reader<TInput> reader)
    {
        var rewinds = new Rewind[reader.ReadCount()];
        for (var i = 0; i < rewinds.Length; i++)
        {
            rewinds[i] = new Rewind(reader.ReadText(), reader.ReadEvents());
        }

        return rewinds;
    }

    private static void WriteTraces<TBufferWriter>(ref Writer<TBufferWriter> writer, EventTrace[] traces)
        where TBufferWriter : IBufferWriter<byte>
    {
        writer.WriteVarUInt32((uint)traces.Length);
        foreach (var trace in traces)
        {
            writer.WriteNumber(trace.Offset);
            writer.WriteTrace(trace.Context);
        }
    }

    private static EventTrace[] ReadTraces<TInput>(ref Reader<TInput> reader)
    {
        var traces = new EventTrace[reader.ReadCount()];
        for (var i = 0; i < traces.Length; i++)
        {
            traces[i] = new EventTrace(reader.ReadNumber(), reader.ReadTrace());
        }

        return traces;
    }
}
