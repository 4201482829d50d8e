using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Silo.Owners;

/// <summary>Picks of any number of channels the first ones of a page, in the ordinal order of their names.</summary>
/// <remarks>Holds no more than the page has, so it takes n log(page). Not thread-safe.</remarks>
/// <param name="prefix">What the names begin with, as plain text.</param>
/// <param name="after">The name after which to begin, as plain text; <see langword="null"/> for the first.</param>
/// <param name="count">The most channels.</param>
internal sealed class FirstChannels(string prefix, string? after, int count)
{
    // The last of those picked comes out first.
    private readonly PriorityQueue<OccupiedChannel, string> _picked = new(Comparer<string>.Create(static (one, other) => string.CompareOrdinal(other, one)));

    /// <summary>Whether a channel would be on the page as it is by now.</summary>
    /// <param name="name">Its name as plain text.</param>
    public bool Wants(string name) => name.StartsWith(prefix, StringComparison.Ordinal)
        && (after is null || string.CompareOrdinal(name, after) > 0)
        && (_picked.Count < count || (_picked.TryPeek(out _, out var last) && string.CompareOrdinal(name, last) < 0));

    /// <summary>Adds one that is wanted.</summary>
    /// <param name="name">Its name as plain text.</param>
    /// <param name="channel">The channel.</param>
    public void Add(string name, OccupiedChannel channel)
    {
        _picked.Enqueue(channel, name);
        if (_picked.Count > count)
        {
            _picked.Dequeue();
        }
    }

    /// <summary>Those picked, in order.</summary>
    public OccupiedChannel[] ToArray() =>
        [.. _picked.UnorderedItems.OrderBy(static item => item.Priority, StringComparer.Ordinal).Select(static item => item.Element)];
}
