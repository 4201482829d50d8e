using System.Runtime.InteropServices;

namespace RealtimeCluster.Gateway.Channels;

/// <summary>Makes equal sets one object, for as long as somebody holds it.</summary>
/// <remarks>Not thread-safe: the stream's turns use it. A connection's set changes when it first hears of a log and when it leaves one.</remarks>
internal sealed class PositionSets
{
    private const int MinPruneCount = 256;

    private readonly Dictionary<Key, WeakReference<PositionSet>> _sets = [];
    private int _pruneAt = MinPruneCount;

    /// <summary>The set of a connection that has had nothing yet.</summary>
    public static PositionSet Empty { get; } = new([]);

    /// <summary>From the first event of a log on, a connection's positions name the log.</summary>
    public void Note(EventReceiver connection, LocalChannel channel)
    {
        if (connection.Positions is not { } positions || positions.Contains(channel))
        {
            return;
        }

        connection.Positions = With(positions, channel);
        if (connection.Positions is null)
        {
            connection.GiveUpRecovery();
        }
    }

    /// <summary>The set with one more log.</summary>
    /// <returns><see langword="null"/> when it would have too many.</returns>
    public PositionSet? With(PositionSet set, LocalChannel channel)
    {
        if (set.Channels.Length >= PositionSet.MaxLogCount)
        {
            return null;
        }

        LocalChannel[] channels = [.. set.Channels, channel];
        Array.Sort(channels, static (one, other) => one.Number.CompareTo(other.Number));
        return Intern(channels);
    }

    /// <summary>The set without a log.</summary>
    public PositionSet Without(PositionSet set, LocalChannel channel) =>
        set.Contains(channel) ? Intern([.. set.Channels.ToArray().Where(other => !ReferenceEquals(other, channel))]) : set;

    /// <summary>The set of these logs.</summary>
    /// <param name="channels">At most <see cref="PositionSet.MaxLogCount"/> of them, each once, in any order.</param>
    public PositionSet Of(IEnumerable<LocalChannel> channels) => Intern([.. channels.OrderBy(static channel => channel.Number)]);

    private PositionSet Intern(LocalChannel[] channels)
    {
        if (channels.Length == 0)
        {
            return Empty;
        }

        var key = new Key(Array.ConvertAll(channels, static channel => channel.Number));
        if (_sets.TryGetValue(key, out var reference) && reference.TryGetTarget(out var known))
        {
            return known;
        }

        var set = new PositionSet(channels);
        _sets[key] = new WeakReference<PositionSet>(set);
        Prune();
        return set;
    }

    private void Prune()
    {
        if (_sets.Count < _pruneAt)
        {
            return;
        }

        foreach (var (key, reference) in _sets)
        {
            if (!reference.TryGetTarget(out _))
            {
                _sets.Remove(key);
            }
        }

        _pruneAt = Math.Max(MinPruneCount, _sets.Count * 2);
    }

    // The numbers and not the channels: a key stays until the next pruning, and must not keep tails of channels that nobody is in.
    private readonly struct Key(long[] numbers) : IEquatable<Key>
    {
        private readonly long[] _numbers = numbers;

        public bool Equals(Key other) => _numbers.AsSpan().SequenceEqual(other._numbers);

        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode()
        {
            var hash = default(HashCode);
            hash.AddBytes(MemoryMarshal.AsBytes(_numbers.AsSpan()));
            return hash.ToHashCode();
        }
    }
}
