using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Sessions;

namespace RealtimeCluster.Silo.Sessions;

/// <summary>The channels of a session that is in many: a change costs the same however many those are, and nearly no session has one.</summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class SessionChannelTable
{
    /// <summary>Below it a record alone is smaller, and as fast.</summary>
    public const int MinCount = 64;

    private readonly Dictionary<string, (long Order, StreamPosition Joined)> _channels = new(StringComparer.Ordinal);
    private long _next;

    public SessionChannelTable(SessionRecord record)
    {
        for (var i = 0; i < record.Channels.Length; i++)
        {
            Join(record.Channels[i], record.JoinOf(i));
        }
    }

    /// <summary>Takes note of a change. Applying it again changes nothing.</summary>
    public void Apply(SessionChange change)
    {
        Array.ForEach(change.Left, name => _channels.Remove(name));
        foreach (var (name, joined) in change.Joined)
        {
            Join(name, joined);
        }
    }

    /// <summary>A record with these channels, in the order of joining.</summary>
    public SessionRecord Fill(SessionRecord record)
    {
        KeyValuePair<string, (long Order, StreamPosition Joined)>[] ordered = [.. _channels.OrderBy(static channel => channel.Value.Order)];
        return record with
        {
            Channels = Array.ConvertAll(ordered, static channel => channel.Key),
            Joins = Array.ConvertAll(ordered, static channel => channel.Value.Joined),
        };
    }

    private void Join(string name, StreamPosition joined) =>
        _channels[name] = (_channels.TryGetValue(name, out var known) ? known.Order : _next++, joined);
}
