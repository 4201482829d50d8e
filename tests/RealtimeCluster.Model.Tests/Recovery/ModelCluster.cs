using System.Globalization;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Gateway.Recovery;

namespace RealtimeCluster.Model.Tests.Recovery;

/// <summary>Clients, gateways and owners whose every step is taken by hand, so that each may die between any two.</summary>
internal sealed class ModelCluster
{
    private const int ClientCount = 4;
    private const int GatewayCount = 3;

    private static readonly string[] Names = ["c", "d"];

    private readonly FakeTimeProvider _time = new();
    private readonly ModelGateway[] _gateways;
    private readonly ModelOwner[] _owners;
    private readonly ModelClient[] _clients = [.. Enumerable.Range(0, ClientCount).Select(static number => new ModelClient(number))];
    private readonly Dictionary<int, (ModelOwner Owner, int UnprovenCount, StreamPosition Position, ModelGateway Gateway)> _acknowledged = [];
    private readonly List<(ModelGateway Gateway, string Id)> _yielded = [];
    private int _generation;
    private int _lastMessage;
    private bool _mayHaveShownMore;
    private bool _isRested = true;

    public ModelCluster()
    {
        _gateways = [.. Enumerable.Range(0, GatewayCount).Select(NewGateway)];
        _owners = [.. Names.Select(name => new ModelOwner(ChannelKey.ForChannel("shop", name), _time))];
        foreach (var client in _clients)
        {
            Connect(client, _gateways[client.Number % GatewayCount]);
        }
    }

    public void Take(Step step)
    {
        var client = _clients[step.A % ClientCount];
        var gateway = _gateways[step.B % GatewayCount];
        var owner = _owners[step.C % _owners.Length];
        switch (step.Kind)
        {
            case < 25:
                Publish(client, owner);
                break;
            case < 32:
                Join(client, owner);
                break;
            case < 34:
                Leave(client, owner);
                break;
            case < 54:
                owner.Call(gateway, _gateways, isProven: !_mayHaveShownMore);
                break;
            case < 68:
                gateway.Uplink(owner.Key).Answer();
                break;
            case < 84:
                gateway.Deliver();
                CheckStreams();
                break;
            case < 88:
                Cut(client);
                break;
            case < 94:
                Resume(client, gateway);
                break;
            case < 98 when !_isRested:
                // One process dies at a time: what the last death began has to be over.
                Pump();
                break;
            case < 96:
                _isRested = false;
                owner.Die(_gateways, step.A, isProven: !_mayHaveShownMore);
                break;
            case < 98:
                _isRested = false;
                Kill(step.B % GatewayCount);
                break;
            case 98:
                owner.EndGraces(_gateways);
                break;
            default:
                LeaveAsAway(client);
                break;
        }

        Settle();
    }

    /// <summary>Everybody comes back, everything is delivered, and what each session saw is what was true.</summary>
    public void Finish()
    {
        for (var round = 0; round < 50; round++)
        {
            Pump();
            if (Array.TrueForAll(_clients, static client => client.IsConnected))
            {
                break;
            }

            // An owner that died after it answered a resume, and before its stream brought it: the gateway's patience ends.
            foreach (var client in _clients.Where(static client => client.Connection!.Held is not null))
            {
                client.Connection!.OnResumed(isResumed: false);
            }

            Settle();
            foreach (var client in _clients.Where(static client => !client.IsConnected && !client.IsResuming))
            {
                Resume(client, _gateways[client.Number % GatewayCount]);
            }
        }

        Pump();
        Array.ForEach(_owners, owner => owner.Start(_gateways, isProven: !_mayHaveShownMore));
        Array.ForEach(_owners, owner => owner.EndGraces(_gateways));
        LeaveForYielded();
        Pump();
        Array.ForEach(_owners, Check);
    }

    // After a while a gateway tells the owners of those who yielded and were not taken over.
    private void LeaveForYielded()
    {
        foreach (var (gateway, id) in _yielded.Where(yielded => _gateways.Contains(yielded.Gateway)))
        {
            if (Array.Exists(_clients, client => client.Id == id && ReferenceEquals(client.Gateway, gateway)))
            {
                // It came back to the same gateway.
                continue;
            }

            Array.ForEach(_owners, owner => gateway.Uplink(owner.Key).Enqueue(new ChannelCommand { Kind = ChannelCommandKind.Leave, ConnectionId = id }));
        }
    }

    private void Check(ModelOwner owner)
    {
        foreach (var client in _clients)
        {
            Assert.True(client.IsConnected, $"{client.Id} did not come back.");
            var received = client.Received.Where(item => item.Channel == owner.Key.Name).Select(static item => item.Message).ToArray();
            var expected = Expected(owner, client);

            // Of a channel that it has left it may have missed what happened after its wish, and have seen, as the only one, what died
            // with the owner and was sent again.
            Assert.True(
                expected.SequenceEqual(received) || !client.Channels.Contains(owner.Key.Name),
                $"{client.Id} in {owner.Key.Name} saw [{string.Join(' ', received)}] of [{string.Join(' ', expected)}]. Log: {Describe(owner)}");
        }

        var members = _clients.Where(client => client.Channels.Contains(owner.Key.Name)).Select(static client => client.Id).Order().ToArray();
        Assert.True(
            members.SequenceEqual(owner.Members.Select(static member => member.ConnectionId).Order()),
            $"In {owner.Key.Name} are [{string.Join(' ', members)}], its owner says [{string.Join(' ', owner.Members.Select(static member => member.ConnectionId))}]. Log: {Describe(owner)}");
        foreach (var (message, ack) in _acknowledged.Where(pair => ReferenceEquals(pair.Value.Owner, owner)))
        {
            // Before there was a member no gateway follows the log: of a message then there is one other copy, and no receiver.
            var joined = owner.Truth.Values.FirstOrDefault(static channelEvent => channelEvent.Kind == ChannelEventKind.Joined);
            var isFollowed = joined?.Offset < ack.Position.Offset;
            if (isFollowed && ack.UnprovenCount == owner.UnprovenCount && _gateways.Contains(ack.Gateway))
            {
                Assert.True(
                    owner.Truth.TryGetValue(ack.Position.Offset, out var channelEvent) && MessageOf(channelEvent) == message,
                    $"Message {message} was acknowledged at {ack.Position.Offset}. Log: {Describe(owner)}");
            }
        }
    }

    private static int[] Expected(ModelOwner owner, ModelClient client)
    {
        var isIn = false;
        var hasJoin = owner.Truth.Values.Any(channelEvent => channelEvent.Kind == ChannelEventKind.Joined && channelEvent.ConnectionId == client.Id);
        var hasLeft = !client.Channels.Contains(owner.Key.Name);
        var lastLeft = owner.Truth.Values.LastOrDefault(channelEvent => channelEvent.Kind == ChannelEventKind.Left && channelEvent.ConnectionId == client.Id)?.Offset;
        var messages = new List<int>();
        foreach (var channelEvent in owner.Truth.Values)
        {
            // A join may lie before all that the log still has; its member then began with the first message that it saw.
            isIn |= channelEvent.Kind == ChannelEventKind.Joined
                ? channelEvent.ConnectionId == client.Id
                : !hasJoin && channelEvent.Kind == ChannelEventKind.Message && client.Received.Contains((owner.Key.Name, MessageOf(channelEvent)));
            if (hasLeft && channelEvent.Offset == lastLeft)
            {
                break;
            }

            if (isIn && channelEvent.Kind == ChannelEventKind.Message && channelEvent.ConnectionId != client.Id)
            {
                messages.Add(MessageOf(channelEvent));
            }
        }

        return [.. messages];
    }

    private static int MessageOf(ChannelEvent channelEvent) =>
        channelEvent.Payload is null ? 0 : int.Parse(channelEvent.Payload.Json, CultureInfo.InvariantCulture);

    private static string Describe(ModelOwner owner) => string.Join(' ', owner.Truth.Values.Select(static e =>
        $"{e.Offset}:{e.Kind}:{e.ConnectionId}{(e.Kind == ChannelEventKind.Message ? $"={MessageOf(e)}" : string.Empty)}"));

    private void Pump()
    {
        for (var round = 0; round < 200; round++)
        {
            var isIdle = true;
            foreach (var owner in _owners)
            {
                foreach (var gateway in _gateways)
                {
                    if (!gateway.Uplink(owner.Key).IsIdle)
                    {
                        isIdle = false;
                        owner.Call(gateway, _gateways, isProven: !_mayHaveShownMore);
                        gateway.Uplink(owner.Key).Answer();
                    }
                }
            }

            foreach (var gateway in _gateways)
            {
                isIdle &= gateway.Stream.Count == 0;
                while (gateway.Stream.Count > 0)
                {
                    gateway.Deliver();
                }
            }

            CheckStreams();
            Settle();
            if (isIdle)
            {
                _isRested = true;
                return;
            }
        }

        Assert.Fail("The cluster does not come to rest.");
    }

    private static void Connect(ModelClient client, ModelGateway gateway)
    {
        client.Renew();
        client.Gateway = gateway;
        client.Connection = new ModelConnection(client, client.Id, held: null);
        gateway.Register(client.Connection);
    }

    private void Publish(ModelClient client, ModelOwner owner)
    {
        if (!client.IsConnected)
        {
            return;
        }

        var message = ++_lastMessage;
        var gateway = client.Gateway!;
        gateway.Uplink(owner.Key).Enqueue(
            new ChannelCommand
            {
                Kind = ChannelCommandKind.Publish,
                ConnectionId = client.Id,
                EventName = "\"e\""u8.ToArray(),
                Payload = new Payload(Encoding.ASCII.GetBytes(message.ToString(CultureInfo.InvariantCulture))),
            },
            (_, position) => _acknowledged.Add(message, (owner, owner.UnprovenCount, position, gateway)));
    }

    private static void Join(ModelClient client, ModelOwner owner)
    {
        // The session is saved before the join goes out. A client that left does not come back in the same session.
        if (client.IsConnected && !client.Channels.Contains($"left {owner.Key.Name}") && client.Channels.Add(owner.Key.Name))
        {
            client.Gateway!.Uplink(owner.Key).Enqueue(new ChannelCommand { Kind = ChannelCommandKind.Join, ConnectionId = client.Id, IsResumable = true });
        }
    }

    private static void Leave(ModelClient client, ModelOwner owner)
    {
        if (client.IsConnected && client.Channels.Remove(owner.Key.Name))
        {
            client.Channels.Add($"left {owner.Key.Name}");
            client.Gateway!.Uplink(owner.Key).Enqueue(new ChannelCommand { Kind = ChannelCommandKind.Leave, ConnectionId = client.Id });
        }
    }

    private static void Cut(ModelClient client)
    {
        if (client.IsConnected)
        {
            client.Connection!.Close();
            client.Gateway!.Unregister(client.Connection);
        }
    }

    // The grace of a client that is away from a gateway that lives.
    private void LeaveAsAway(ModelClient client)
    {
        if (client.Connection is { IsClosed: true, IsOver: false } && _gateways.Contains(client.Gateway))
        {
            foreach (var owner in _owners.Where(owner => client.Channels.Contains(owner.Key.Name)))
            {
                client.Gateway!.Uplink(owner.Key).Enqueue(new ChannelCommand { Kind = ChannelCommandKind.Leave, ConnectionId = client.Id });
            }
        }
    }

    private void Resume(ModelClient client, ModelGateway gateway)
    {
        if (client.IsConnected || client.IsResuming)
        {
            return;
        }

        Yield(client);
        Assert.True(PositionToken.TryRead(client.Offset ?? string.Empty, out var positions));
        var owners = _owners.Where(owner => client.Channels.Contains(owner.Key.Name)).ToArray();
        var connection = new ModelConnection(client, client.Id, new HeldEvents(client.Id, positions, owners.Select(static owner => owner.Key), long.MaxValue));
        (client.Gateway, client.Connection) = (gateway, connection);
        gateway.Register(connection);
        if (owners.Length == 0)
        {
            connection.Held = null;
            connection.OnResumed(isResumed: true);
        }

        foreach (var owner in owners)
        {
            ClientPosition? shown = positions.TryGetValue(PositionToken.ToText(PositionToken.Name(owner.Key)), out var position) ? position : null;
            gateway.Uplink(owner.Key).Enqueue(
                new ChannelCommand { Kind = ChannelCommandKind.Resume, ConnectionId = client.Id, Position = shown },
                (result, _) =>
                {
                    if (result.Outcome == CommandOutcome.NotResumable)
                    {
                        connection.OnResumed(isResumed: false);
                    }
                });
        }
    }

    // The former gateway answers what its client had sent through it, and speaks for it no more.
    private void Yield(ModelClient client)
    {
        client.Connection!.IsOver = true;
        _yielded.Add((client.Gateway!, client.Id));
        if (_gateways.Contains(client.Gateway))
        {
            client.Gateway!.Unregister(client.Connection);
            foreach (var owner in _owners)
            {
                for (var i = 0; i < 10 && !client.Gateway.Uplink(owner.Key).IsIdle; i++)
                {
                    owner.Call(client.Gateway, _gateways, isProven: !_mayHaveShownMore);
                    client.Gateway.Uplink(owner.Key).Answer();
                }
            }
        }
    }

    private void Kill(int number)
    {
        var killed = _gateways[number];
        _gateways[number] = NewGateway(number);
        _mayHaveShownMore |= _gateways.Any(static gateway => gateway.Stream.Count > 0);
        foreach (var client in _clients.Where(client => ReferenceEquals(client.Gateway, killed)))
        {
            client.Connection!.Close();
            client.Connection.Held = null;
            client.Connection = new ModelConnection(client, client.Id, held: null) { IsOver = true };
            client.Connection.Close();
        }

        Array.ForEach(_owners, owner => owner.LoseGateway(killed, _gateways));
    }

    // Once the others have caught up, nothing that the dead one showed is known to it alone.
    private void CheckStreams() => _mayHaveShownMore &= _gateways.Any(static gateway => gateway.Stream.Count > 0);

    private void Settle()
    {
        foreach (var client in _clients)
        {
            if (client.IsContinuityLost)
            {
                End(client);
            }
            else if (client.Connection!.IsResumed == true)
            {
                client.Connection.GoLive();
                client.Connection.Settle();
            }
            else if (client.Connection.IsResumed == false)
            {
                End(client);
            }
        }
    }

    // The session cannot go on: what was handed over is given back, and the client begins afresh.
    private void End(ModelClient client)
    {
        var gateway = client.Gateway!;
        var isAnywhere = client.IsResuming;
        client.Connection!.Close();
        client.Connection.Held = null;
        client.Connection.IsOver = client.Connection.HasEnded = true;
        gateway.Unregister(client.Connection);
        foreach (var owner in _owners.Where(owner => client.Channels.Contains(owner.Key.Name)))
        {
            gateway.Uplink(owner.Key).Enqueue(new ChannelCommand { Kind = ChannelCommandKind.Leave, ConnectionId = client.Id, IsAnywhere = isAnywhere });
        }

        Connect(client, _gateways.Contains(gateway) ? gateway : _gateways[0]);
    }

    private ModelGateway NewGateway(int number) => new(5000 + number, ++_generation, _time);
}
