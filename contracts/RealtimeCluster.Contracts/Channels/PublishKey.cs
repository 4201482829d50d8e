using System.Globalization;

namespace RealtimeCluster.Contracts.Channels;

/// <summary>The key of a client's publish that has no name of its own but the number of the acknowledgement it asked for.</summary>
/// <remarks>
/// A number may be used again once it was answered, and some clients draw it at random. So such a key says only that what carries it may be the same packet, sent
/// again after a recovery: it stands for the packet's content too, and counts against events that an earlier generation of the connection published. What came
/// through one transport came once.
/// </remarks>
public static class PublishKey
{
    private const string Prefix = "a/";

    /// <summary>Makes a key.</summary>
    /// <param name="connectionId">The sender.</param>
    /// <param name="number">The number of the acknowledgement.</param>
    /// <param name="content">A hash of what the packet says, the same in every process.</param>
    public static string OfAcknowledgement(string connectionId, long number, ulong content) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{connectionId}/{number}/{content:x}");

    /// <summary>Whether an event is what a command asks for, given that both have one key.</summary>
    /// <param name="command">The command.</param>
    /// <param name="published">The event.</param>
    public static bool IsRepeated(ChannelCommand command, ChannelEvent published)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(published);
        return command.DeduplicationKey?.StartsWith(Prefix, StringComparison.Ordinal) != true || published.Generation < command.Generation;
    }
}
