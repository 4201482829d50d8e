using System.Collections;

namespace RealtimeCluster.Contracts.Client;

/// <summary>Some of an environment's channels that have members, in the ordinal order of their names.</summary>
/// <param name="channels">The channels.</param>
/// <param name="cursor">Where to read on.</param>
public sealed class ChannelPage(IReadOnlyList<ChannelSummary> channels, string? cursor) : IReadOnlyList<ChannelSummary>
{
    /// <summary>The most channels of a page.</summary>
    public const int MaxCount = Channels.IChannelDirectoryGrain.MaxCount;

    /// <summary>Where to read on; <see langword="null"/> on the last page. It never expires.</summary>
    public string? Cursor => cursor;

    /// <inheritdoc />
    public int Count => channels.Count;

    /// <inheritdoc />
    public ChannelSummary this[int index] => channels[index];

    /// <inheritdoc />
    public IEnumerator<ChannelSummary> GetEnumerator() => channels.GetEnumerator();

    /// <inheritdoc />
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
