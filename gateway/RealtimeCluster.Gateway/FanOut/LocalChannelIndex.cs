using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Gateway.FanOut;

/// <summary>Which connections of this gateway receive which log.</summary>
/// <remarks>
/// Members of channels are added and removed at the events that say so, hence in the order of the log; connections are
/// added to broadcasts and user channels when they connect.
/// </remarks>
internal sealed class LocalChannelIndex
{
    private readonly ConcurrentDictionary<ChannelKey, LocalChannel> _channels = new();

    public bool TryGet(ChannelKey key, [NotNullWhen(true)] out LocalChannel? channel) => _channels.TryGetValue(key, out channel);

    public bool Contains(ChannelKey key) => _channels.ContainsKey(key);

    public LocalChannel GetOrAdd(ChannelKey key) => _channels.GetOrAdd(key, static _ => new LocalChannel());

    /// <summary>Adds a receiver of a log without members.</summary>
    public void Add(ChannelKey key, EventReceiver connection)
    {
        while (true)
        {
            var channel = GetOrAdd(key);
            lock (channel.Lock)
            {
                if (!channel.IsRemoved)
                {
                    channel.Add(connection);
                    return;
                }
            }
        }
    }

    /// <summary>Removes a receiver of a log without members.</summary>
    public void Remove(ChannelKey key, EventReceiver connection)
    {
        if (_channels.TryGetValue(key, out var channel))
        {
            lock (channel.Lock)
            {
                channel.Remove(connection);
                RemoveIfEmpty(key, channel);
            }
        }
    }

    /// <summary>Forgets a channel nobody here is in. The caller holds its lock.</summary>
    public void RemoveIfEmpty(ChannelKey key, LocalChannel channel)
    {
        if (channel.Count == 0 && !channel.IsRemoved)
        {
            channel.IsRemoved = true;
            _channels.TryRemove(new KeyValuePair<ChannelKey, LocalChannel>(key, channel));
        }
    }
}
