using System.Text;
using System.Text.Json;
using RealtimeCluster.Chaos.Histories;
using RealtimeCluster.Chaos.Network;
using RealtimeCluster.Chaos.Runs;

namespace RealtimeCluster.Chaos.Clients;

/// <summary>A light Socket.IO client that reconnects and recovers as socket.io-client does, and writes down what it sees.</summary>
/// <param name="name">Its name in reports.</param>
/// <param name="channels">The channels it joins.</param>
/// <param name="context">The run.</param>
/// <param name="pick">Chooses where to connect.</param>
/// <param name="random">Decides its delays.</param>
internal sealed class ChaosClient(string name, IReadOnlyList<int> channels, RunContext context, Func<Gateway> pick, Random random)
{
    /// <summary>The code by which a recovered client is told that it does not get all it missed of a channel.</summary>
    public const string RecoveryIncomplete = "recovery_incomplete";

    private const int MaxPending = 200;
    private static readonly TimeSpan ConnectDeadline = TimeSpan.FromSeconds(20);

    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, PendingEvent> _pending = [];
    private readonly ReconnectDelay _delay = new(random);
    private readonly Queue<int> _refusedJoins = new();
    private readonly ClientLink _link = new(random);
    private Session? _session;
    private string? _pid;
    // As in socket.io-client it outlives a session that was not recovered, until an event brings another.
    private string? _offset;
    private bool _hasOffset;
    private long _lastAckId;
    private bool _isReady;
    private TimeSpan _heardAt;
    private TimeSpan _patience = TimeSpan.FromSeconds(40);

    public IReadOnlyList<int> Channels => channels;

    /// <summary>Its transport of now, to be lost or held.</summary>
    public ClientLink Link => _link;

    /// <summary>Its session of now.</summary>
    public Session? Session => _session;

    /// <summary>Whether it is connected and nothing it sent is unanswered.</summary>
    public bool IsSettled
    {
        get
        {
            lock (_lock)
            {
                return _isReady && _pending.Count == 0 && _refusedJoins.Count == 0;
            }
        }
    }

    public bool IsConnected => _isReady;

    /// <summary>Connects, and again whenever the transport is lost, until cancelled.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await ConnectAsync(pick(), cancellationToken);
            }
            catch (Exception exception) when (ClientSocket.IsLoss(exception))
            {
                // Refused, reset, or cancelled: all the same, it tries again unless the run is over.
            }

            if (!cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(_delay.Next(), cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await _link.EndAsync();
    }

    /// <summary>Publishes a message in a channel it is in; <see langword="false"/> if it cannot now.</summary>
    /// <param name="channel">The channel.</param>
    public bool TryPublish(int channel)
    {
        lock (_lock)
        {
            // Only members publish: what comes back to the publisher counts as a delivery like any other.
            if (!_isReady || _pending.Count >= MaxPending || !_session!.Memberships.Any(membership => membership.Channel == channel))
            {
                return false;
            }

            var publication = context.Ledger.Publish(_session, channel, context.Now);
            Send(++_lastAckId, new PendingEvent(Wire.Message(_lastAckId, channel, publication.Id), channel, publication));
            return true;
        }
    }

    /// <summary>Sets another profile; <see langword="false"/> if it cannot now.</summary>
    public bool TryUpdateProfile()
    {
        lock (_lock)
        {
            // One at a time: sent again after a recovery, an older one may not come after a newer one.
            if (!_isReady || _pending.Count >= MaxPending || _pending.Values.Any(static pending => pending.Profile is not null))
            {
                return false;
            }

            SendProfile();
            return true;
        }
    }

    /// <summary>Gives its transport up when no heartbeat came for as long as the server said, and joins again where a join was refused.</summary>
    public void Tend()
    {
        lock (_lock)
        {
            while (_isReady && _pending.Count < MaxPending && _refusedJoins.TryDequeue(out var channel))
            {
                SendJoin(channel);
            }
        }

        if (_isReady && !_link.IsHeld && context.Now - _heardAt > _patience)
        {
            _link.Cut();
        }
    }

    private async Task ConnectAsync(Gateway gateway, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(ConnectDeadline);
        var socket = await OpenAsync(gateway, cancellationToken, deadline.Token);
        try
        {
            // Until CONNECT is answered the deadline holds; afterwards the heartbeat watches.
            await _link.ReadAsync(socket, () => _isReady, frame => Take(frame, socket, gateway), deadline.Token, cancellationToken);
        }
        finally
        {
            lock (_lock)
            {
                if (_isReady)
                {
                    _isReady = false;
                    if (!cancellationToken.IsCancellationRequested)
                    {
                        _session!.Lose(context.Now);
                    }
                }
            }
        }
    }

    private async Task<ClientSocket> OpenAsync(Gateway gateway, CancellationToken end, CancellationToken deadline)
    {
        try
        {
            return await ClientSocket.OpenAsync(gateway, deadline);
        }
        catch (Exception exception) when (ClientSocket.IsLoss(exception) && !end.IsCancellationRequested)
        {
            context.Ledger.Refuse(new RefusedConnect(name, context.Now, $"{gateway.Name}: {exception.Message}"));
            throw;
        }
    }

    private bool Take(ReadOnlyMemory<byte> frame, ClientSocket socket, Gateway gateway)
    {
        _heardAt = context.Now;
        if (_isReady)
        {
            _session!.Hear(_heardAt);
        }

        switch ((char)frame.Span[0])
        {
            case '0':
                using (var open = JsonDocument.Parse(frame[1..]))
                {
                    _patience = TimeSpan.FromMilliseconds(open.RootElement.GetProperty("pingInterval").GetInt32() + open.RootElement.GetProperty("pingTimeout").GetInt32());
                }

                _link.Connecting();
                return socket.TrySend(Wire.Connect(context.Environment, _pid, _offset));
            case '2':
                return socket.TrySend(Wire.Pong);
            case '4' when frame.Length > 1:
                return TakePacket(frame[1..], socket, gateway);
            default:
                return frame.Span[0] != '1';
        }
    }

    private bool TakePacket(ReadOnlyMemory<byte> packet, ClientSocket socket, Gateway gateway)
    {
        switch ((char)packet.Span[0])
        {
            case '0':
                using (var answer = JsonDocument.Parse(packet[1..]))
                {
                    var root = answer.RootElement;
                    Connected(root.GetProperty("sid").GetString()!, root.TryGetProperty("pid", out var pid) ? pid.GetString() : null, socket, gateway);
                }

                return true;
            case '2':
                TakeEvent(EventFrame.Read(packet.Span[1..]));
                return true;
            case '3':
                TakeAck(AckFrame.Read(packet[1..]));
                return true;
            default:
                // DISCONNECT or CONNECT_ERROR: the real client would stop here; this one tries again, and the ledger shows it.
                context.Ledger.Refuse(new RefusedConnect(name, context.Now, $"{gateway.Name} sent {Encoding.UTF8.GetString(packet.Span)}"));
                return false;
        }
    }

    private void Connected(string sid, string? pid, ClientSocket socket, Gateway gateway)
    {
        lock (_lock)
        {
            var former = _session;
            _session = former is null
                ? context.Ledger.Connect(name, sid, gateway.Name, context.Now)
                : context.Ledger.Reconnect(former, sid, gateway.Name, context.Now, _pid is null || _hasOffset);
            _pid = pid;
            _delay.Reset();
            if (ReferenceEquals(former, _session))
            {
                foreach (var pending in _pending.Values)
                {
                    socket.TrySend(pending.Frame);
                }
            }
            else
            {
                _hasOffset = false;
                foreach (var pending in _pending.Values)
                {
                    pending.Publication?.GiveUp();
                }

                _pending.Clear();
                _refusedJoins.Clear();
                if (context.ProfileBytes > 0)
                {
                    SendProfile();
                }

                foreach (var channel in channels)
                {
                    SendJoin(channel);
                }
            }

            _isReady = true;
        }
    }

    private void SendJoin(int channel) => Send(++_lastAckId, new PendingEvent(Wire.Join(_lastAckId, channel), channel, null));

    private void SendProfile()
    {
        var profile = new Profile(context.Ledger.NextProfileNumber(), context.ProfileBytes);
        Send(++_lastAckId, new PendingEvent(Wire.Update(_lastAckId, profile), -1, null, _session!.SetProfile(profile, context.Now)));
    }

    private void Send(long ackId, PendingEvent pending)
    {
        _pending.Add(ackId, pending);
        _link.Send(pending.Frame);
    }

    private void TakeEvent(EventFrame frame)
    {
        if (frame.Offset is not null)
        {
            (_offset, _hasOffset) = (frame.Offset, true);
        }

        switch (frame.Kind)
        {
            case ReceivedEvent.Message:
                _session!.Deliver(frame.MessageId, frame.Channel, _heardAt, frame.Offset?.GetHashCode(StringComparison.Ordinal) ?? 0);
                context.Delivered();
                break;
            case ReceivedEvent.Join or ReceivedEvent.Leave:
                _session!.See(frame.Channel, frame.MemberId!, frame.Kind == ReceivedEvent.Join, _heardAt);
                _session.Learn(new ProfileNews(frame.Channel, frame.MemberId!, frame.Profile, _heardAt));
                break;
            case ReceivedEvent.Update:
                _session!.Learn(new ProfileNews(frame.Channel, frame.MemberId!, frame.Profile, _heardAt));
                break;
            case ReceivedEvent.Exception:
                context.Ledger.Tell(frame.Code ?? "none");
                if (frame is { Code: RecoveryIncomplete, Channel: >= 0 })
                {
                    _session!.Miss(frame.Channel, _heardAt);
                }

                break;
            default:
                context.Ledger.Tell("unknown event");
                break;
        }
    }

    private void TakeAck(AckFrame ack)
    {
        lock (_lock)
        {
            // An answer may come twice after a recovery: to the first sending and to the second.
            if (!_pending.Remove(ack.Id, out var pending))
            {
                return;
            }

            context.Acknowledged();
            if (ack.Error is { } code)
            {
                context.Ledger.Tell(code);
            }

            if (pending.Profile is { } change)
            {
                TakeProfileAck(change, ack);
            }
            else if (pending.Publication is null)
            {
                if (ack.Error is null)
                {
                    _session!.Join(pending.Channel, _heardAt, ack.Position);
                }
                else
                {
                    _refusedJoins.Enqueue(pending.Channel);
                }
            }
            else if (ack.Position is { } position)
            {
                pending.Publication.Acknowledge(position, _heardAt);
            }
            else
            {
                pending.Publication.Refuse(ack.Error!, _heardAt);
            }
        }
    }

    // A change that was refused may have been applied in some channels, so only another one ends the doubt.
    private void TakeProfileAck(ProfileChange change, AckFrame ack)
    {
        if (ack.Error is null)
        {
            change.Confirm(_heardAt);
        }
        else
        {
            SendProfile();
        }
    }
}
