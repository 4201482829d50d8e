using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Gateway.Recovery;

namespace RealtimeCluster.Gateway.FanOut;

/// <summary>Which connections of this gateway receive which log.</summary>
/// <remarks>
/// Members of channels are added and removed at the events that say so, hence in the order of the log, and a channel is here while
/// it has members; broadcasts and user channels are here while this gateway is attached to them.
/// </remarks>
internal sealed class LocalChannelIndex(IOptions<RecoveryOptions> options, TimeProvider time)
{
    private readonly ConcurrentDictionary<ChannelKey, LocalChannel> _channels = new();

    public bool TryGet(ChannelKey key, [NotNullWhen(true)] out LocalChannel? channel) => _channels.TryGetValue(key, out channel);

    public bool Contains(ChannelKey key) => _channels.ContainsKey(key);

    public LocalChannel GetOrAdd(ChannelKey key) => _channels.GetOrAdd(
        key,
        static (added, index) => new LocalChannel(new ChannelReplica(added, index.CreateTail())),
        this);

    /// <summary>Forgets a log without members: this gateway is no longer attached to it.</summary>
    public void Drop(ChannelKey key)
    {
        if (_channels.TryGetValue(key, out var channel))
        {
            lock (channel.Lock)
            {
                channel.IsRemoved = true;
                _channels.TryRemove(new KeyValuePair<ChannelKey, LocalChannel>(key, channel));
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

    /// <summary>Lets go of events that are too old, also of channels in which nothing happens.</summary>
    public void TrimTails()
    {
        foreach (var channel in _channels.Values)
        {
            lock (channel.Lock)
            {
                channel.Replica.Trim();
            }
        }
    }

    private ChannelTail CreateTail() => options.Value.CreateTail(time);
}
