using System.Collections.Concurrent;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Gateway.Channels;
using RealtimeCluster.Gateway.Uplink;

namespace RealtimeCluster.Gateway.FanOut;

/// <summary>Finds joins that an owner applied and that never came here, and has them sent again or ends their connections.</summary>
/// <remarks>
/// A gateway notices a gap in a channel it knows. When the envelope that was given up held the first join, it knows nothing of the
/// channel, and the joiner would hear nothing for good. What hints at that is an event of an unknown channel; it is rare, and looked into
/// by <see cref="Look"/>, once for all channels in doubt and not in the stream's turn. Thread-safe.
/// </remarks>
internal sealed class MissedJoins(IOwnerCaller owners, IJoinedConnections connections, LocalChannelIndex index) : IGapFiller
{
    // More than these come into doubt again with their next event.
    private const int MaxCount = 10_000;

    // Looks for which an answer may take: an owner that is being replaced needs its time.
    private const int MaxLookCount = 20;

    private readonly ConcurrentDictionary<ChannelKey, Doubted> _doubted = new();

    /// <summary>How many channels are in doubt.</summary>
    public int Count => _doubted.Count;

    public void Ask(ChannelKey channel) => owners.Ask(channel);

    public void Doubt(ChannelKey channel, bool isFill)
    {
        if (_doubted.TryGetValue(channel, out var doubted))
        {
            doubted.IsFilled |= isFill;
        }
        else if (_doubted.Count < MaxCount)
        {
            _doubted.TryAdd(channel, new Doubted());
        }
    }

    /// <summary>
    /// Asks the owners of channels in doubt that somebody here asked to be in. Whoever is still no member when the answer has been here for the time
    /// between two looks is told: its transport ends, and it begins afresh.
    /// </summary>
    /// <returns>How many channels were asked for, and how many connections ended.</returns>
    public (int AskedCount, int EndedCount) Look()
    {
        if (_doubted.IsEmpty)
        {
            return (0, 0);
        }

        var waiting = FindWaiting();
        var (askedCount, endedCount) = (0, 0);
        foreach (var (channel, doubted) in _doubted)
        {
            if (!waiting.TryGetValue(channel, out var receivers))
            {
                _doubted.TryRemove(channel, out _);
            }
            else if (doubted.Asked is not { } asked)
            {
                doubted.Asked = receivers;
                owners.Ask(channel);
                askedCount++;
            }
            else if (doubted.MayEnd || ++doubted.LookCount > MaxLookCount)
            {
                asked.IntersectWith(receivers);
                endedCount += asked.Count;
                _doubted.TryRemove(channel, out _);
                foreach (var (receiver, _) in asked)
                {
                    receiver.LoseContinuity();
                }
            }
            else
            {
                // An answer that holds the join of one makes the channel known, and says nothing more of another.
                doubted.MayEnd = doubted.IsFilled || index.Contains(channel);
            }
        }

        return (askedCount, endedCount);
    }

    private Dictionary<ChannelKey, HashSet<Waiting>> FindWaiting()
    {
        var waiting = new Dictionary<ChannelKey, HashSet<Waiting>>();
        connections.FindIn(_doubted.Keys.ToHashSet(), (channel, receiver) =>
        {
            if (receiver.Held is null && !IsMember(channel, receiver))
            {
                if (!waiting.TryGetValue(channel, out var receivers))
                {
                    waiting.Add(channel, receivers = []);
                }

                receivers.Add(new Waiting(receiver, receiver.AskedAfter(channel)));
            }
        });
        return waiting;
    }

    private bool IsMember(ChannelKey channel, EventReceiver receiver)
    {
        if (!index.TryGet(channel, out var local))
        {
            return false;
        }

        lock (local.Lock)
        {
            return local.Contains(receiver);
        }
    }

    // A client that has left and joins again waits for another join, which has its own time.
    private readonly record struct Waiting(EventReceiver Receiver, CommandPlace? AskedAfter);

    private sealed class Doubted
    {
        /// <summary>Who waited when the owner was asked; <see langword="null"/> while it was not. Only <see cref="Look"/> touches it.</summary>
        public HashSet<Waiting>? Asked { get; set; }

        /// <summary>Whether the owner's answer has been here since the last look.</summary>
        public bool MayEnd { get; set; }

        /// <summary>How often the answer was looked for.</summary>
        public int LookCount { get; set; }

        /// <summary>Whether the owner has answered without a join of anybody here.</summary>
        public bool IsFilled
        {
            get => Volatile.Read(ref field);
            set => Volatile.Write(ref field, value);
        }
    }
}
