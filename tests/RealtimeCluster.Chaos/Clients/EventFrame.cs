using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace RealtimeCluster.Chaos.Clients;

/// <summary>An event as it came: its kind, its channel, and whom or what it is about.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Channel">The channel's number.</param>
/// <param name="MessageId">The message's number.</param>
/// <param name="MemberId">The member's id.</param>
/// <param name="Offset">The trailing argument; none when there was none.</param>
internal readonly record struct EventFrame(ReceivedEvent Kind, int Channel, int MessageId, string? MemberId, string? Offset)
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
            : ReceivedEvent.Other;
        var (channel, messageId) = (0, 0);
        string? memberId = null;
        reader.Read();
        if (kind == ReceivedEvent.Other)
        {
            reader.Skip();
        }
        else
        {
            ReadBody(ref reader, ref channel, ref messageId, ref memberId);
        }

        var offset = reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return new EventFrame(kind, channel, messageId, memberId, offset);
    }

    private static void ReadBody(ref Utf8JsonReader reader, ref int channel, ref int messageId, ref string? memberId)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isChannel = reader.ValueTextEquals("channel"u8);
            reader.Read();
            if (isChannel)
            {
                channel = ReadChannel(reader.ValueSpan);
            }
            else if (reader.TokenType == JsonTokenType.Number)
            {
                messageId = reader.GetInt32();
            }
            else
            {
                memberId = ReadId(ref reader);
            }
        }
    }

    private static string? ReadId(ref Utf8JsonReader reader)
    {
        string? id = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isId = reader.ValueTextEquals("id"u8);
            reader.Read();
            if (isId)
            {
                id = reader.GetString();
            }
            else
            {
                reader.Skip();
            }
        }

        return id;
    }

    private static int ReadChannel(ReadOnlySpan<byte> name) =>
        name.Length > 1 && Utf8Parser.TryParse(name[1..], out int number, out _)
            ? number
            : throw new FormatException($"{Encoding.UTF8.GetString(name)} is no channel of this run.");
}
