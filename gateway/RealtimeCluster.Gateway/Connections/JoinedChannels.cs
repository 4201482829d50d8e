using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Gateway.Connections;

/// <summary>The channels a connection asked to be in, in the order of joining.</summary>
/// <remarks>
/// Written by the connection's own events; read by others, so every use takes the lock. Nearly every connection is in few
/// channels, which a list holds in less memory than a table and finds as fast.
/// </remarks>
internal sealed class JoinedChannels
{
    private const int MaxListed = 8;

    private readonly Lock _lock = new();
    private List<ChannelKey>? _few;
    private Dictionary<ChannelKey, long>? _many;
    private long _next;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _many?.Count ?? _few?.Count ?? 0;
            }
        }
    }

    public bool Contains(ChannelKey channel)
    {
        lock (_lock)
        {
            return _many?.ContainsKey(channel) ?? _few?.Contains(channel) ?? false;
        }
    }

    public bool Add(ChannelKey channel)
    {
        lock (_lock)
        {
            if (_many is null)
            {
                _few ??= new List<ChannelKey>(1);
                if (_few.Contains(channel))
                {
                    return false;
                }

                if (_few.Count < MaxListed)
                {
                    _few.Add(channel);
                    return true;
                }

                _many = _few.ToDictionary(static key => key, _ => _next++);
                _few = null;
            }

            return _many.TryAdd(channel, _next++);
        }
    }

    public bool Remove(ChannelKey channel)
    {
        lock (_lock)
        {
            return _many?.Remove(channel) ?? _few?.Remove(channel) ?? false;
        }
    }

    public ChannelKey[] Snapshot()
    {
        lock (_lock)
        {
            return _many is null
                ? [.. _few ?? []]
                : [.. _many.OrderBy(static pair => pair.Value).Select(static pair => pair.Key)];
        }
    }
}
