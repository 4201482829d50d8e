using System.IO.Hashing;
using System.Text;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Gateway.Connections;
using RealtimeCluster.SocketIO.Namespaces;

namespace RealtimeCluster.Gateway.Events;

/// <summary>How a publish that is sent again is recognised.</summary>
/// <remarks>
/// By the client's own <c>messageId</c>, which holds across its connections if it has a user, else within its connection. Without one only a packet that
/// is sent again after a recovery is recognised, by its content and the number of the acknowledgement it asks for; see <see cref="PublishKey"/>.
/// </remarks>
internal static class DeduplicationKeys
{
    /// <summary>The longest <c>messageId</c>, in bytes of UTF-8 without quotes.</summary>
    public const int MaxMessageIdBytes = 128;

    // Every character may be escaped as six.
    private const int MaxTokenBytes = (MaxMessageIdBytes * 6) + 2;

    /// <summary>Makes the key of a client's message.</summary>
    /// <param name="connection">The sender.</param>
    /// <param name="messageId">The raw JSON of its <c>messageId</c>; empty if it gave none.</param>
    /// <param name="received">The event.</param>
    /// <param name="key">The key; <see langword="null"/> when nothing tells the message from others.</param>
    /// <returns><see langword="false"/> when the <c>messageId</c> is none: neither a text of 1 to <see cref="MaxMessageIdBytes"/> bytes nor a number nor null.</returns>
    public static bool TryMake(Connection connection, ReadOnlySpan<byte> messageId, ReceivedEvent received, out string? key)
    {
        if (messageId.IsEmpty || messageId.SequenceEqual("null"u8))
        {
            key = OfAcknowledgement(connection, received);
            return true;
        }

        key = ReadMessageId(messageId) is { } id
            ? connection.Grant?.UserId is { } userId ? $"u/{userId}/{id}" : $"c/{connection.Id}/{id}"
            : null;
        return key is not null;
    }

    // A number and its text are two ids, as they are two values to the client.
    private static string? ReadMessageId(ReadOnlySpan<byte> token)
    {
        switch (token[0])
        {
            case (byte)'"' when token.Length is > 2 and <= MaxTokenBytes:
                var text = ChannelName.FromJsonString(token[1..^1]);
                return Encoding.UTF8.GetByteCount(text) <= MaxMessageIdBytes ? $"\"{text}\"" : null;
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9') when token.Length <= MaxMessageIdBytes:
                return Encoding.ASCII.GetString(token);
            default:
                return null;
        }
    }

    private static string? OfAcknowledgement(Connection connection, ReceivedEvent received)
    {
        if (received.AckId is not { } number || connection.Session is null || !connection.TryTakeAckNumber(number))
        {
            return null;
        }

        var content = XxHash3.HashToUInt64(received.Arguments[0].Span);
        foreach (var attachment in received.Attachments)
        {
            content = XxHash3.HashToUInt64(attachment, (long)content);
        }

        return PublishKey.OfAcknowledgement(connection.Id, number, content);
    }
}
