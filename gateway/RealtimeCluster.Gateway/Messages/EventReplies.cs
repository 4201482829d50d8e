using System.Buffers;
using System.Globalization;
using System.Text;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.SocketIO.EngineIO;
using RealtimeCluster.SocketIO.Namespaces;

namespace RealtimeCluster.Gateway.Messages;

/// <summary>What a client is told about its own events: acknowledgements and the <c>exception</c> event.</summary>
internal static class EventReplies
{
    /// <summary>The acknowledgement of something that has no position of its own.</summary>
    public static byte[] Done { get; } = """[{"ok":true}]"""u8.ToArray();

    /// <summary>The acknowledgement of an applied command: <c>{ok, offset, epoch}</c>.</summary>
    public static byte[] Applied(StreamPosition position) => Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $$"""[{"ok":true,"offset":{{position.Offset}},"epoch":"{{position.Epoch:x}}"}]"""));

    /// <summary>The acknowledgement of a refused event: <c>{error: {code, message}}</c>.</summary>
    public static byte[] Refused(string code, string text) => Encoding.UTF8.GetBytes(
        $$$"""[{"error":{"code":"{{{ChannelName.FromText(code)}}}","message":"{{{ChannelName.FromText(text)}}}"}}]""");

    /// <summary>The acknowledgement of a command that did not come to its end.</summary>
    /// <param name="result">What became of it.</param>
    /// <returns><see langword="null"/> when the owner handled it.</returns>
    public static byte[]? RefusalOf(CommandResult result) => result.Outcome switch
    {
        CommandOutcome.NotUnderstood => Refused("unavailable", "The server cannot do this at the moment."),
        CommandOutcome.Superseded => Refused("unavailable", "The connection goes on elsewhere."),
        CommandOutcome.GivenUp => Refused("internal", "The server could not handle this; it may have been applied."),
        _ => null,
    };

    /// <summary>The event <c>exception {code, message, event, channel?, details?}</c>.</summary>
    /// <param name="code">A fixed code.</param>
    /// <param name="text">A short text.</param>
    /// <param name="eventName">The JSON token of the event refused; empty when there was none.</param>
    /// <param name="channel">The canonical name of the channel concerned, if any.</param>
    /// <param name="reason">What exactly is wrong, a code: <c>details: {reason}</c>.</param>
    public static OutboundMessage Exception(string code, string text, ReadOnlySpan<byte> eventName, string? channel, string? reason = null)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        buffer.Write("[\"exception\",{\"code\":\""u8);
        Encoding.UTF8.GetBytes(ChannelName.FromText(code), buffer);
        buffer.Write("\",\"message\":\""u8);
        Encoding.UTF8.GetBytes(ChannelName.FromText(text), buffer);
        buffer.Write("\",\"event\":"u8);
        buffer.Write(eventName.IsEmpty ? "null"u8 : eventName);
        if (channel is not null)
        {
            buffer.Write(",\"channel\":\""u8);
            Encoding.UTF8.GetBytes(channel, buffer);
            buffer.Write("\""u8);
        }

        if (reason is not null)
        {
            buffer.Write(",\"details\":{\"reason\":\""u8);
            Encoding.UTF8.GetBytes(reason, buffer);
            buffer.Write("\"}"u8);
        }

        buffer.Write("}]"u8);
        return SocketIOEncoder.Event(buffer.WrittenSpan, []);
    }

    /// <summary>
    /// The event <c>exception {code: "recovery_incomplete", message, event: null, channel?, from, to, epoch}</c>: the offsets that a connection which goes on
    /// is not given of a channel, or without one of what is sent to everybody or to its user.
    /// </summary>
    /// <param name="gap">What is missing.</param>
    public static OutboundMessage RecoveryIncomplete(RecoveryGap gap)
    {
        var channel = gap.Log.Kind == ChannelKind.Channel ? $",\"channel\":\"{gap.Log.Name}\"" : string.Empty;
        return SocketIOEncoder.Event(
            Encoding.UTF8.GetBytes(string.Create(
                CultureInfo.InvariantCulture,
                $$"""["exception",{"code":"recovery_incomplete","message":"More was missed than is sent again.","event":null{{channel}},"from":{{gap.From}},"to":{{gap.To}},"epoch":"{{gap.Epoch:x}}"}]""")),
            []);
    }
}
