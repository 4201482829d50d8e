using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using RealtimeCluster.Chaos.Histories;

namespace RealtimeCluster.Chaos.Clients;

/// <summary>An event as it came: its kind, its channel, and whom or what it is about.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Channel">The channel's number; -1 when it names none of this run.</param>
/// <param name="MessageId">The message's number.</param>
/// <param name="MemberId">The member's id.</param>
/// <param name="Offset">The trailing argument; none when there was none.</param>
/// <param name="Profile">The member's profile, if it was there.</param>
/// <param name="Code">The code of an exception.</param>
internal readonly record struct EventFrame(
    ReceivedEvent Kind,
    int Channel,
    int MessageId,
    string? MemberId,
    string? Offset,
    Profile? Profile = null,
    string? Code = null)
{
    /// <summary>Reads <c>[name, {channel, message}, offset?]</c>.</summary>
    /// <param name="json">The packet's arguments.</param>
    public static EventFrame Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        reader.Read();
        var kind = reader.ValueTextEquals(Wire.MessageEvent) ? ReceivedEvent.Message
            : reader.ValueTextEquals("channel:join"u8) ? ReceivedEvent.Join
            : reader.ValueTextEquals("channel:leave"u8) ? ReceivedEvent.Leave
            : reader.ValueTextEquals("channel:update"u8) ? ReceivedEvent.Update
            : reader.ValueTextEquals("exception"u8) ? ReceivedEvent.Exception
            : ReceivedEvent.Other;
        var frame = new EventFrame(kind, kind is ReceivedEvent.Exception ? -1 : 0, 0, null, null);
        reader.Read();
        if (kind == ReceivedEvent.Other)
        {
            reader.Skip();
        }
        else
        {
            frame = ReadBody(ref reader, frame);
        }

        return frame with { Offset = reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null };
    }

    private static EventFrame ReadBody(ref Utf8JsonReader reader, EventFrame frame)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isChannel = reader.ValueTextEquals("channel"u8);
            var isCode = reader.ValueTextEquals("code"u8);
            reader.Read();
            if (isChannel)
            {
                frame = frame with { Channel = ReadChannel(reader.ValueSpan) ?? (frame.Kind == ReceivedEvent.Exception
                    ? -1
                    : throw new FormatException($"{Encoding.UTF8.GetString(reader.ValueSpan)} is no channel of this run.")) };
            }
            else if (frame.Kind == ReceivedEvent.Exception)
            {
                frame = isCode ? frame with { Code = reader.GetString() } : frame;
                reader.Skip();
            }
            else if (reader.TokenType == JsonTokenType.Number)
            {
                frame = frame with { MessageId = reader.GetInt32() };
            }
            else
            {
                frame = ReadMember(ref reader, frame);
            }
        }

        return frame;
    }

    private static EventFrame ReadMember(ref Utf8JsonReader reader, EventFrame frame)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isId = reader.ValueTextEquals("id"u8);
            var isData = reader.ValueTextEquals("data"u8);
            reader.Read();
            if (isId)
            {
                frame = frame with { MemberId = reader.GetString() };
            }
            else if (isData && reader.TokenType == JsonTokenType.StartObject)
            {
                frame = frame with { Profile = ReadProfile(ref reader) };
            }
            else
            {
                reader.Skip();
            }
        }

        return frame;
    }

    private static Profile? ReadProfile(ref Utf8JsonReader reader)
    {
        var (number, fillingBytes) = ((int?)null, 0);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isNumber = reader.ValueTextEquals("n"u8);
            reader.Read();
            if (isNumber)
            {
                number = reader.GetInt32();
            }
            else if (reader.TokenType == JsonTokenType.String)
            {
                fillingBytes = reader.ValueSpan.Length;
            }
            else
            {
                reader.Skip();
            }
        }

        return number is { } known ? new Profile(known, fillingBytes) : null;
    }

    private static int? ReadChannel(ReadOnlySpan<byte> name) => name.Length > 1 && Utf8Parser.TryParse(name[1..], out int number, out _) ? number : null;
}
