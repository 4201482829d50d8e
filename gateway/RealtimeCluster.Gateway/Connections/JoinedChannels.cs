using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Gateway.Connections;

/// <summary>The channels a connection asked to be in, in the order of joining.</summary>
/// <remarks>Written by the connection's own events; read by others, so every use takes the lock.</remarks>
internal sealed class JoinedChannels
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ChannelKey, long> _channels = [];
    private long _next;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _channels.Count;
            }
        }
    }

    public bool Contains(ChannelKey channel)
    {
        lock (_lock)
        {
            return _channels.ContainsKey(channel);
        }
    }

    public bool Add(ChannelKey channel)
    {
        lock (_lock)
        {
            return _channels.TryAdd(channel, _next++);
        }
    }

    public bool Remove(ChannelKey channel)
    {
        lock (_lock)
        {
            return _channels.Remove(channel);
        }
    }

    public ChannelKey[] Snapshot()
    {
        lock (_lock)
        {
            return [.. _channels.OrderBy(static pair => pair.Value).Select(static pair => pair.Key)];
        }
    }
}
