using System.Collections.Concurrent;

namespace RealtimeCluster.Clustering.Links;

/// <summary>The nodes that lately said they do not reach another one which others reach.</summary>
/// <param name="time">The clock.</param>
/// <remarks>A node says so as long as it lasts, each <see cref="Repetition"/>; what it said counts a little longer. Thread-safe.</remarks>
public sealed class CutNodes(TimeProvider time)
{
    /// <summary>How often a node says again that a way of it is cut.</summary>
    public static TimeSpan Repetition { get; } = TimeSpan.FromSeconds(1);

    // Two may be late.
    private static readonly TimeSpan Age = Repetition * 3;

    private readonly ConcurrentDictionary<SiloAddress, long> _saidAt = new();

    /// <summary>Takes note of what a node says of itself.</summary>
    /// <param name="node">Its silo address.</param>
    public void Add(SiloAddress node)
    {
        ArgumentNullException.ThrowIfNull(node);
        _saidAt[node] = time.GetTimestamp();
    }

    /// <summary>Whether a node lately said that it is cut from another.</summary>
    /// <param name="node">Its silo address.</param>
    public bool Contains(SiloAddress node)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (!_saidAt.TryGetValue(node, out var at))
        {
            return false;
        }

        if (time.GetElapsedTime(at) < Age)
        {
            return true;
        }

        _saidAt.TryRemove(new KeyValuePair<SiloAddress, long>(node, at));
        return false;
    }

    /// <summary>Those of some nodes that reach all others; all of them where none does.</summary>
    /// <param name="nodes">The nodes; at least one.</param>
    public IReadOnlyList<SiloAddress> Except(IReadOnlyList<SiloAddress> nodes)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        if (_saidAt.IsEmpty || !nodes.Any(Contains))
        {
            return nodes;
        }

        SiloAddress[] whole = [.. nodes.Where(node => !Contains(node))];
        return whole.Length == 0 ? nodes : whole;
    }
}
