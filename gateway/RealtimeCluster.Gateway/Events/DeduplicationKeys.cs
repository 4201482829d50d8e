using System.Text;
using RealtimeCluster.Gateway.Connections;

namespace RealtimeCluster.Gateway.Events;

/// <summary>How a publish that is sent again is recognised.</summary>
/// <remarks>
/// By the client's own <c>messageId</c>, which holds across its connections if it has a user, else within its connection; without one
/// by the number of the acknowledgement it asks for, which a connection uses once: a client that sends the same packet again,
/// because its transport broke before the answer, uses the same number.
/// </remarks>
internal static class DeduplicationKeys
{
    /// <summary>The longest <c>messageId</c> that counts, in bytes; a longer one is as none.</summary>
    public const int MaxMessageIdBytes = 128;

    /// <summary>The key of a client's message; <see langword="null"/> when nothing tells it from others.</summary>
    /// <param name="connection">The sender.</param>
    /// <param name="messageId">The raw JSON of its <c>messageId</c>; empty if it gave none.</param>
    /// <param name="ackId">The number of the acknowledgement it asked for.</param>
    public static string? Of(Connection connection, ReadOnlySpan<byte> messageId, long? ackId)
    {
        if (messageId.Length is > 2 and <= MaxMessageIdBytes && messageId[0] == '"')
        {
            var scope = connection.Grant?.UserId is { } userId ? $"u/{userId}" : $"c/{connection.Id}";
            return $"{scope}/{Encoding.UTF8.GetString(messageId)}";
        }

        return ackId is { } id && connection.Session is not null ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"a/{connection.Id}/{id}") : null;
    }
}
