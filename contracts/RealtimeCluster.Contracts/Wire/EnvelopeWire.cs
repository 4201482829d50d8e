using System.Buffers;
using Orleans.Serialization.Buffers;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Streams;

namespace RealtimeCluster.Contracts.Wire;

/// <summary>Envelopes: what every one has, and what flags say that it has besides.</summary>
/// <remarks>
/// What a part of a cut envelope holds beside events is written behind everything that former versions read: they would act on a part as if it were the whole.
/// They skip it, and their clients are told honestly that they cannot be resumed.
/// </remarks>
internal static class EnvelopeWire
{
    [Flags]
    private enum Parts : uint
    {
        IsFill = 1 << 0,
        Resumptions = 1 << 1,
        Replay = 1 << 2,

        /// <summary>Of former versions: the old messages, for each joiner anew.</summary>
        Rewinds = 1 << 3,
        Traces = 1 << 4,
        Rewind = 1 << 5,
        Part = 1 << 6,
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

        if (parts.HasFlag(Parts.Traces))
        {
            WriteTraces(ref writer, envelope.Traces!);
        }

        if (parts.HasFlag(Parts.Rewind))
        {
            writer.WriteEvents(envelope.Rewind);
        }

        if (parts.HasFlag(Parts.Part))
        {
            writer.WriteNumber(envelope.PartNumber);
            writer.WriteNumber(envelope.PartCount);
            WriteResumptions(ref writer, envelope.Resumptions);
            writer.WriteEvents(envelope.Replay);
        }
    }

    public static Envelope ReadEnvelope<TInput>(this ref Reader<TInput> reader)
    {
        var parts = (Parts)reader.ReadVarUInt32();
        var (channel, epoch, term, lastOffset) = (reader.ReadChannelKey(), reader.ReadInt64(), reader.ReadNumber(), reader.ReadNumber());
        var events = reader.ReadEvents();
        var resumptions = parts.HasFlag(Parts.Resumptions) ? ReadResumptions(ref reader) : [];
        var replay = parts.HasFlag(Parts.Replay) ? reader.ReadEvents() : [];
        var rewind = parts.HasFlag(Parts.Rewinds) ? ReadRewinds(ref reader) : [];
        var traces = parts.HasFlag(Parts.Traces) ? ReadTraces(ref reader) : null;
        rewind = parts.HasFlag(Parts.Rewind) ? reader.ReadEvents() : rewind;
        var (partNumber, partCount) = (0, 0);
        if (parts.HasFlag(Parts.Part))
        {
            (partNumber, partCount) = ((int)reader.ReadNumber(), (int)reader.ReadNumber());
            resumptions = ReadResumptions(ref reader);
            replay = reader.ReadEvents();
        }

        return new Envelope
        {
            Channel = channel,
            Epoch = epoch,
            Term = term,
            LastOffset = lastOffset,
            Events = events,
            IsFill = parts.HasFlag(Parts.IsFill),
            Resumptions = resumptions,
            Replay = replay,
            Rewind = rewind,
            PartNumber = partNumber,
            PartCount = partCount,
        }.WithTraces(traces);
    }

    private static Parts Describe(Envelope envelope) =>
        (envelope.IsFill ? Parts.IsFill : 0)
        | (envelope.PartCount == 0 && envelope.Resumptions.Length > 0 ? Parts.Resumptions : 0)
        | (envelope.PartCount == 0 && envelope.Replay.Length > 0 ? Parts.Replay : 0)
        | (envelope.Rewind.Length > 0 ? Parts.Rewind : 0)
        | (envelope.PartCount > 0 ? Parts.Part : 0)
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
            resumptions[i] = new Resumption(connectionId, after, joinedAt, reader.ReadByte() == 0 ? null : reader.ReadPayload(isProfile: true), attempt);
        }

        return resumptions;
    }

    private static ChannelEvent[] ReadRewinds<TInput>(ref Reader<TInput> reader)
    {
        var messages = new SortedDictionary<long, ChannelEvent>();
        for (var count = reader.ReadCount(); count > 0; count--)
        {
            reader.ReadText();
            foreach (var message in reader.ReadEvents())
            {
                messages[message.Offset] = message;
            }
        }

        return [.. messages.Values];
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
