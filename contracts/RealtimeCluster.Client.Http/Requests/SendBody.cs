using System.Buffers;
using System.Text;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Client;
using RealtimeCluster.Contracts.Payloads;

namespace RealtimeCluster.Client.Http.Requests;

/// <summary>Writes events as the server API reads them: the message in plain JSON, or with its binary parts in it.</summary>
internal static class SendBody
{
    private const string JsonType = "application/json";
    private const string BuffersType = "application/vnd.realtime.buffers+json";

    /// <summary><c>{eventName, message}</c>.</summary>
    public static (ReadOnlyMemory<byte> Bytes, string MediaType) Write(string eventName, Payload message)
    {
        var target = new ArrayBufferWriter<byte>(message.SizeBytes + 64);
        target.Write("{"u8);
        WriteEvent(target, eventName, message);
        target.Write("}"u8);
        return (target.WrittenMemory, TypeOf(message));
    }

    /// <summary><c>{events: [{channel, eventName, message, idempotencyKey}]}</c>.</summary>
    /// <param name="events">The events, each with a key.</param>
    public static (ReadOnlyMemory<byte> Bytes, string MediaType) Write(IEnumerable<(ChannelSend Send, Payload Message, string Key)> events)
    {
        var target = new ArrayBufferWriter<byte>();
        var type = JsonType;
        var start = "{\"events\":[{\"channel\":"u8;
        foreach (var (send, message, key) in events)
        {
            target.Write(start);
            target.Write(Quote(send.Channel));
            target.Write(",\"idempotencyKey\":"u8);
            target.Write(Quote(key));
            target.Write(","u8);
            WriteEvent(target, send.EventName, message);
            target.Write("}"u8);
            start = ",{\"channel\":"u8;
            type = message.Attachments.Length > 0 ? BuffersType : type;
        }

        target.Write("]}"u8);
        return (target.WrittenMemory, type);
    }

    private static string TypeOf(Payload message) => message.Attachments.Length > 0 ? BuffersType : JsonType;

    private static void WriteEvent(ArrayBufferWriter<byte> target, string eventName, Payload message)
    {
        target.Write("\"eventName\":"u8);
        target.Write(EventName.ToToken(eventName));
        target.Write(",\"message\":"u8);
        Placeholders.AppendInline(target, message, asBase64: true);
    }

    private static byte[] Quote(string text) => Encoding.UTF8.GetBytes($"\"{ChannelName.FromText(text)}\"");
}
