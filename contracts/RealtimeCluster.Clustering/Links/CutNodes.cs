using System.Collections.Immutable;

namespace RealtimeCluster.Clustering.Links;

/// <summary>The nodes that lately said they do not reach another one which others reach.</summary>
/// <param name="time">The clock.</param>
/// <remarks>
/// A node says so as long as it lasts, each <see cref="Repetition"/>; what it said counts a little longer. Thread-safe, and read without a lock: each placement of a
/// grain asks.
/// </remarks>
public sealed class CutNodes(TimeProvider time)
{
    /// <summary>How often a node says again that a way of it is cut.</summary>
    public static TimeSpan Repetition { get; } = TimeSpan.FromSeconds(1);

    // Two may be late.
    private static readonly TimeSpan Age = Repetition * 3;

    private readonly Lock _lock = new();
    private volatile ImmutableDictionary<SiloAddress, long> _saidAt = ImmutableDictionary<SiloAddress, long>.Empty;

    /// <summary>Takes note of what a node says of itself.</summary>
    /// <param name="node">Its silo address.</param>
    public void Add(SiloAddress node)
    {
        ArgumentNullException.ThrowIfNull(node);
        lock (_lock)
        {
            _saidAt = _saidAt.RemoveRange(_saidAt.Where(said => IsOver(said.Value)).Select(static said => said.Key)).SetItem(node, time.GetTimestamp());
        }
    }

    /// <summary>Whether a node lately said that it is cut from another.</summary>
    /// <param name="node">Its silo address.</param>
    public bool Contains(SiloAddress node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return _saidAt.TryGetValue(node, out var at) && !IsOver(at);
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

    private bool IsOver(long saidAt) => time.GetElapsedTime(saidAt) >= Age;
}
