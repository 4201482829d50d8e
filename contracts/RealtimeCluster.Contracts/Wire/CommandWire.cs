using System.Buffers;
using Orleans.Serialization.Buffers;
using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Contracts.Wire;

/// <summary>Commands in a row: flags say what each has.</summary>
internal static class CommandWire
{
    [Flags]
    private enum Parts : uint
    {
        Echo = 1 << 0,
        PayloadIsArguments = 1 << 1,
        IsResumable = 1 << 2,
        IsAnywhere = 1 << 3,
        ConnectionId = 1 << 4,
        EventName = 1 << 5,
        Payload = 1 << 6,
        Position = 1 << 7,
        DeduplicationKey = 1 << 8,
        Attempt = 1 << 9,
        Rewind = 1 << 10,
        PublishedAt = 1 << 11,
        Trace = 1 << 12,
        Extension = 1 << 13,
        Generation = 1 << 14,
        Joined = 1 << 15,
    }

    public static void WriteCommands<TBufferWriter>(this ref Writer<TBufferWriter> writer, ChannelCommand[] commands)
        where TBufferWriter : IBufferWriter<byte>
    {
        writer.WriteVarUInt32((uint)commands.Length);
        foreach (var command in commands)
        {
            Write(ref writer, command);
        }
    }

    public static ChannelCommand[] ReadCommands<TInput>(this ref Reader<TInput> reader)
    {
        var commands = new ChannelCommand[reader.ReadCount()];
        for (var i = 0; i < commands.Length; i++)
        {
            commands[i] = Read(ref reader);
        }

        return commands;
    }

    private static void Write<TBufferWriter>(ref Writer<TBufferWriter> writer, ChannelCommand command)
        where TBufferWriter : IBufferWriter<byte>
    {
        writer.WriteVarUInt32((uint)Describe(command));
        writer.WriteByte((byte)command.Kind);
        if (command.ConnectionId is not null)
        {
            writer.WriteText(command.ConnectionId);
        }

        if (command.EventName is not null)
        {
            writer.WriteBytes(command.EventName);
        }

        if (command.Payload is not null)
        {
            writer.WritePayload(command.Payload);
        }

        if (command.Position is { } position)
        {
            writer.WriteInt32(position.EpochTag);
            writer.WriteNumber(position.Offset);
        }

        if (command.DeduplicationKey is not null)
        {
            writer.WriteText(command.DeduplicationKey);
        }

        WriteIfNotZero(ref writer, command.Attempt);
        WriteIfNotZero(ref writer, command.Rewind);
        WriteIfNotZero(ref writer, command.PublishedAt);
        WriteIfNotZero(ref writer, command.Generation);
        if (command.Joined is { } joined)
        {
            writer.WriteInt32(joined.EpochTag);
            writer.WriteNumber(joined.Offset);
        }

        if (command.Trace is not null)
        {
            writer.WriteTrace(command.Trace);
        }
    }

    private static ChannelCommand Read<TInput>(ref Reader<TInput> reader)
    {
        var parts = (Parts)reader.ReadVarUInt32();
        var kind = (ChannelCommandKind)reader.ReadByte();
        var command = new ChannelCommand
        {
            Kind = kind,
            Echo = parts.HasFlag(Parts.Echo),
            PayloadIsArguments = parts.HasFlag(Parts.PayloadIsArguments),
            IsResumable = parts.HasFlag(Parts.IsResumable),
            IsAnywhere = parts.HasFlag(Parts.IsAnywhere),
            ConnectionId = parts.HasFlag(Parts.ConnectionId) ? reader.ReadText() : null,
            EventName = parts.HasFlag(Parts.EventName) ? reader.ReadByteArray() : null,
            Payload = parts.HasFlag(Parts.Payload) ? reader.ReadPayload(isProfile: kind != ChannelCommandKind.Publish) : null,
            Position = parts.HasFlag(Parts.Position) ? new ClientPosition(reader.ReadInt32(), reader.ReadNumber()) : null,
            DeduplicationKey = parts.HasFlag(Parts.DeduplicationKey) ? reader.ReadText() : null,
            Attempt = parts.HasFlag(Parts.Attempt) ? reader.ReadNumber() : 0,
            Rewind = parts.HasFlag(Parts.Rewind) ? (int)reader.ReadNumber() : 0,
            PublishedAt = parts.HasFlag(Parts.PublishedAt) ? reader.ReadNumber() : 0,
            Generation = parts.HasFlag(Parts.Generation) ? (int)reader.ReadNumber() : 0,
            Joined = parts.HasFlag(Parts.Joined) ? new ClientPosition(reader.ReadInt32(), reader.ReadNumber()) : null,
        };
        var traced = command.WithTrace(parts.HasFlag(Parts.Trace) ? reader.ReadTrace() : null);
        if (parts.HasFlag(Parts.Extension))
        {
            reader.SkipExtension();
        }

        return traced;
    }

    private static Parts Describe(ChannelCommand command) =>
        (command.Echo ? Parts.Echo : 0)
        | (command.PayloadIsArguments ? Parts.PayloadIsArguments : 0)
        | (command.IsResumable ? Parts.IsResumable : 0)
        | (command.IsAnywhere ? Parts.IsAnywhere : 0)
        | (command.ConnectionId is not null ? Parts.ConnectionId : 0)
        | (command.EventName is not null ? Parts.EventName : 0)
        | (command.Payload is not null ? Parts.Payload : 0)
        | (command.Position is not null ? Parts.Position : 0)
        | (command.DeduplicationKey is not null ? Parts.DeduplicationKey : 0)
        | (command.Attempt != 0 ? Parts.Attempt : 0)
        | (command.Rewind != 0 ? Parts.Rewind : 0)
        | (command.PublishedAt != 0 ? Parts.PublishedAt : 0)
        | (command.Generation != 0 ? Parts.Generation : 0)
        | (command.Joined is not null ? Parts.Joined : 0)
        | (command.Trace is not null ? Parts.Trace : 0);

    private static void WriteIfNotZero<TBufferWriter>(ref Writer<TBufferWriter> writer, long number)
        where TBufferWriter : IBufferWriter<byte>
    {
        if (number != 0)
        {
            writer.WriteNumber(number);
        }
    }
}
