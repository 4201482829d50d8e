using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Gateway.Channels;
using RealtimeCluster.Gateway.Uplink;

namespace RealtimeCluster.Gateway.Connections;

/// <summary>
/// Keeps this gateway attached to the broadcasts and user channels that its connections receive: from the first connection
/// to the last.
/// </summary>
/// <remarks>
/// A connection is let in only after the owner knows of this gateway, so it misses nothing that is sent once it is connected.
/// Thread-safe. Attach and detach of one log leave in the order they are decided, since both are queued under the lock.
/// </remarks>
internal sealed class Attachments(UplinkRegistry uplinks, LocalChannelIndex index)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ChannelKey, Attachment> _attachments = [];

    /// <summary>Whether this gateway wants a log's events.</summary>
    public bool Contains(ChannelKey key)
    {
        lock (_lock)
        {
            return _attachments.ContainsKey(key);
        }
    }

    /// <summary>Claims what a connection receives and waits until the owners know. <see cref="Stop"/> gives it back.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task ClaimAsync(Connection connection, CancellationToken cancellationToken) =>
        Task.WhenAll(GetKeys(connection).Select(Claim).ToArray()).WaitAsync(cancellationToken);

    /// <summary>From now on the connection receives what was claimed for it.</summary>
    /// <param name="connection">The connection.</param>
    public void Start(Connection connection)
    {
        foreach (var key in GetKeys(connection))
        {
            var channel = index.GetOrAdd(key);
            lock (channel.Lock)
            {
                if (key.Kind == ChannelKind.User && connection.ReceivedUser is null)
                {
                    // Its session ended just now; what was claimed for it is given back already.
                    continue;
                }

                channel.Add(connection);
                if (connection.Session is { } session)
                {
                    session.BroadcastStart = key.Kind == ChannelKind.Broadcast ? channel.Replica.Position : session.BroadcastStart;
                    session.UserStart = key.Kind == ChannelKind.User ? channel.Replica.Position : session.UserStart;
                }
            }
        }
    }

    /// <summary>The connection is gone.</summary>
    /// <param name="connection">The connection.</param>
    public void Stop(Connection connection)
    {
        if (connection.Grant is { } grant)
        {
            Remove(connection, ChannelKey.ForBroadcast(grant.Environment));
            StopUser(connection);
        }
    }

    /// <summary>From now on the connection does not receive what is sent to its user.</summary>
    /// <param name="connection">The connection.</param>
    public void StopUser(Connection connection)
    {
        if (connection.Grant is { } grant && connection.TakeReceivedUser() is { } userId)
        {
            Remove(connection, ChannelKey.ForUser(grant.Environment, userId));
        }
    }

    private void Remove(Connection connection, ChannelKey key)
    {
        if (index.TryGet(key, out var channel))
        {
            lock (channel.Lock)
            {
                channel.Remove(connection);
            }
        }

        Release(key);
    }

    private static IEnumerable<ChannelKey> GetKeys(Connection connection)
    {
        if (connection.Grant is { } grant)
        {
            yield return ChannelKey.ForBroadcast(grant.Environment);
            if (connection.ReceivedUser is { } userId)
            {
                yield return ChannelKey.ForUser(grant.Environment, userId);
            }
        }
    }

    private Task Claim(ChannelKey key)
    {
        lock (_lock)
        {
            if (!_attachments.TryGetValue(key, out var attachment))
            {
                attachment = new Attachment(index.GetOrAdd(key), () => ReleaseUnused(key));
                _attachments.Add(key, attachment);
                uplinks.Enqueue(key, new ChannelCommand { Kind = ChannelCommandKind.Attach }, attachment.OnAnswered);
            }

            attachment.Count++;
            return attachment.Known;
        }
    }

    private void Release(ChannelKey key)
    {
        lock (_lock)
        {
            if (_attachments.TryGetValue(key, out var attachment) && --attachment.Count == 0 && attachment.IsKnown)
            {
                Detach(key);
            }
        }
    }

    // While an owner does not answer, clients come and go: each would add two more commands to what waits for it.
    private void ReleaseUnused(ChannelKey key)
    {
        lock (_lock)
        {
            if (_attachments.TryGetValue(key, out var attachment) && attachment.Count == 0)
            {
                Detach(key);
            }
        }
    }

    private void Detach(ChannelKey key)
    {
        _attachments.Remove(key);
        index.Drop(key);
        uplinks.Enqueue(key, new ChannelCommand { Kind = ChannelCommandKind.Detach });
    }

    private sealed class Attachment(LocalChannel channel, Action onKnown)
    {
        private readonly TaskCompletionSource _known = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Count { get; set; }

        public Task Known => _known.Task;

        public bool IsKnown => _known.Task.IsCompleted;

        public void OnAnswered(CommandResult result, StreamPosition position)
        {
            if (result.Outcome != CommandOutcome.Applied)
            {
                // The owner does not know of this gateway: whoever waits is not let in, and the last of them takes this attachment along.
                _known.TrySetCanceled();
                return;
            }

            lock (channel.Lock)
            {
                // Unless the stream was faster. Either way it begins here with the next event.
                channel.Replica.StartAt(position.Epoch, term: 0, position.Offset);
            }

            _known.TrySetResult();
            onKnown();
        }
    }
}
