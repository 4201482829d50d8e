using System.Runtime.InteropServices;

namespace RealtimeCluster.Contracts.Channels;

/// <summary>What stands for a run of a log's events when two holders compare theirs without sending them.</summary>
/// <remarks>
/// Of each event it covers what tells it from another that an owner might have put at the same offset: its kind, who it is about, and
/// the command it came from. The same in every process. 64 bits of FNV-1a: it guards against faults, not against forgers.
/// </remarks>
public struct TailDigest
{
    private const ulong Seed = 14695981039346656037ul;
    private const ulong Prime = 1099511628211ul;

    private ulong _hash;

    /// <summary>The digest of what was added so far; 0 for nothing.</summary>
    public readonly long Value => (long)_hash;

    /// <summary>The digest of a run.</summary>
    /// <param name="events">The events in order.</param>
    public static long Of(ReadOnlySpan<ChannelEvent> events)
    {
        var digest = default(TailDigest);
        foreach (var channelEvent in events)
        {
            digest.Add(channelEvent);
        }

        return digest.Value;
    }

    /// <summary>Adds the next event of a run.</summary>
    /// <param name="channelEvent">The event.</param>
    public void Add(ChannelEvent channelEvent)
    {
        ArgumentNullException.ThrowIfNull(channelEvent);
        _hash = _hash == 0 ? Seed : _hash;
        Mix((ulong)channelEvent.Offset);
        Mix((ulong)channelEvent.Kind);
        Mix((ulong)(channelEvent.Batch?.Sequence ?? 0));
        Mix((ulong)channelEvent.CommandIndex);
        foreach (var unit in MemoryMarshal.Cast<char, ushort>(channelEvent.ConnectionId.AsSpan()))
        {
            Mix(unit);
        }

        // The sequence alone is not unique: every gateway counts its own.
        Mix(channelEvent.Batch is { } batch ? (ulong)(uint)batch.Gateway.Address.GetConsistentHashCode() : 0);
    }

    private void Mix(ulong value) => _hash = (_hash ^ value) * Prime;
}
