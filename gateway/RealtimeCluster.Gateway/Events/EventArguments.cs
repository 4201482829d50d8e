using System.Text.Json;
using RealtimeCluster.Contracts.Payloads;

namespace RealtimeCluster.Gateway.Events;

/// <summary>The one object that a client sends with an event, cut into its parts without being parsed further.</summary>
/// <remarks>A part that is absent is empty; of a repeated key the last counts, as in ECMAScript.</remarks>
internal ref struct EventArguments
{
    private const int MaxDepth = 1 << 20;

    public ReadOnlySpan<byte> Channel;
    public ReadOnlySpan<byte> ChannelName;
    public ReadOnlySpan<byte> EventName;
    public ReadOnlySpan<byte> Message;
    public ReadOnlySpan<byte> Data;
    public ReadOnlySpan<byte> Echo;
    public ReadOnlySpan<byte> Environment;
    public ReadOnlySpan<byte> UserId;
    public ReadOnlySpan<byte> Session;
    public ReadOnlySpan<byte> User;
    public ReadOnlySpan<byte> MessageId;
    public ReadOnlySpan<byte> Rewind;
    public ReadOnlySpan<byte> Position;

    /// <summary>Cuts an object.</summary>
    /// <param name="json">One valid JSON value.</param>
    /// <param name="arguments">Its parts.</param>
    /// <returns><see langword="false"/> when the value is no object.</returns>
    public static bool TryRead(ReadOnlySpan<byte> json, out EventArguments arguments)
    {
        arguments = default;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        if (json.IsEmpty || !reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var part = Identify(ref reader);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            var value = json[start..(int)reader.BytesConsumed];
            switch (part)
            {
                case Part.Channel: arguments.Channel = value; break;
                case Part.ChannelName: arguments.ChannelName = value; break;
                case Part.EventName: arguments.EventName = value; break;
                case Part.Message: arguments.Message = value; break;
                case Part.Data: arguments.Data = value; break;
                case Part.Echo: arguments.Echo = value; break;
                case Part.Environment: arguments.Environment = value; break;
                case Part.UserId: arguments.UserId = value; break;
                case Part.Session: arguments.Session = value; break;
                case Part.User: arguments.User = value; break;
                case Part.MessageId: arguments.MessageId = value; break;
                case Part.Rewind: arguments.Rewind = value; break;
                case Part.Position: arguments.Position = value; break;
            }
        }

        return true;
    }

    private static Part Identify(ref Utf8JsonReader reader)
    {
        if (reader.Means("channel"u8))
        {
            return Part.Channel;
        }

        if (reader.Means("eventName"u8))
        {
            return Part.EventName;
        }

        if (reader.Means("message"u8))
        {
            return Part.Message;
        }

        if (reader.Means("data"u8))
        {
            return Part.Data;
        }

        if (reader.Means("echo"u8))
        {
            return Part.Echo;
        }

        if (reader.Means("channelName"u8))
        {
            return Part.ChannelName;
        }

        if (reader.Means("envId"u8))
        {
            return Part.Environment;
        }

        if (reader.Means("userId"u8))
        {
            return Part.UserId;
        }

        if (reader.Means("session"u8))
        {
            return Part.Session;
        }

        if (reader.Means("messageId"u8))
        {
            return Part.MessageId;
        }

        if (reader.Means("rewind"u8))
        {
            return Part.Rewind;
        }

        if (reader.Means("position"u8))
        {
            return Part.Position;
        }

        return reader.Means("user"u8) ? Part.User : Part.Other;
    }

    private enum Part
    {
        Other,
        Channel,
        ChannelName,
        EventName,
        Message,
        Data,
        Echo,
        Environment,
        UserId,
        Session,
        User,
        MessageId,
        Rewind,
        Position,
    }
}
