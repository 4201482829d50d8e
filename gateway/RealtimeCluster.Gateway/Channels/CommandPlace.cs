using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Gateway.Channels;

/// <summary>The place of a command among all that this gateway sends to the owner of a log. Later ones are greater.</summary>
/// <param name="Sequence">The number of its batch.</param>
/// <param name="Index">Its place in the batch.</param>
internal readonly record struct CommandPlace(long Sequence, int Index) : IComparable<CommandPlace>
{
    /// <summary>The place behind a whole batch.</summary>
    /// <param name="sequence">The number of the batch.</param>
    public static CommandPlace Behind(long sequence) => new(sequence, int.MaxValue);

    /// <summary>The place of the command that an event comes from; <see langword="null"/> for an event of an owner's own.</summary>
    /// <param name="channelEvent">The event.</param>
    public static CommandPlace? Of(ChannelEvent channelEvent) =>
        channelEvent.Batch is { } batch ? new CommandPlace(batch.Sequence, channelEvent.CommandIndex) : null;

    /// <summary>The later of two places.</summary>
    public static CommandPlace Max(CommandPlace one, CommandPlace other) => one.CompareTo(other) < 0 ? other : one;

    public int CompareTo(CommandPlace other) => (Sequence, Index).CompareTo((other.Sequence, other.Index));

    public static bool operator <(CommandPlace one, CommandPlace other) => one.CompareTo(other) < 0;

    public static bool operator >(CommandPlace one, CommandPlace other) => one.CompareTo(other) > 0;

    public static bool operator <=(CommandPlace one, CommandPlace other) => one.CompareTo(other) <= 0;

    public static bool operator >=(CommandPlace one, CommandPlace other) => one.CompareTo(other) >= 0;
}
