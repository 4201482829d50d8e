using System.Collections;
using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Contracts.Client;

/// <summary>A channel's members, and the position of its log at which the list is exact.</summary>
/// <param name="members">The members, in the order of joining.</param>
/// <param name="position">The position.</param>
public sealed class ChannelMembers(IReadOnlyList<ChannelMember> members, StreamPosition position) : IReadOnlyList<ChannelMember>
{
    /// <summary>The list is exact after the event at this position and before the next.</summary>
    public StreamPosition Position { get; } = position;

    /// <inheritdoc />
    public int Count => members.Count;

    /// <inheritdoc />
    public ChannelMember this[int index] => members[index];

    /// <inheritdoc />
    public IEnumerator<ChannelMember> GetEnumerator() => members.GetEnumerator();

    /// <inheritdoc />
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
