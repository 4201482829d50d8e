using System.Globalization;
using System.Text;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Gateway.Channels;

namespace RealtimeCluster.Model.Tests.Recovery;

/// <summary>What clients do, and what their gateways do for them: join, publish, be cut, come back.</summary>
internal sealed class ModelClients
{
    private const int ClientCount = 4;

    private readonly ModelCluster _cluster;
    private readonly ModelClient[] _clients = [.. Enumerable.Range(0, ClientCount).Select(static number => new ModelClient(number))];
    private readonly List<Acknowledgement> _acknowledged = [];
    private int _lastMessage;

    public ModelClients(ModelCluster cluster)
    {
        _cluster = cluster;
        foreach (var owner in cluster.Owners)
        {
            owner.Recovering = () => ForgetUnheld(owner);
        }

        foreach (var client in _clients)
        {
            Connect(client, cluster.Gateways[client.Number % cluster.Gateways.Count]);
        }
    }

    public IReadOnlyList<ModelClient> All => _clients;

    /// <summary>The messages that publishers were told are in the log, and that no history may undo.</summary>
    public IReadOnlyList<Acknowledgement> Acknowledged => _acknowledged;

    public void Publish(ModelClient client, ModelOwner owner)
    {
        if (FindTransport(client) is not var (gateway, connection))
        {
            return;
        }

        var message = ++_lastMessage;
        gateway.Uplink(owner.Key).Enqueue(
            new ChannelCommand
            {
                Kind = ChannelCommandKind.Publish,
                ConnectionId = client.Id,
                Generation = connection.Generation,
                EventName = "\"e\""u8.ToArray(),
                Payload = new Payload(Encoding.ASCII.GetBytes(message.ToString(CultureInfo.InvariantCulture))),
            },
            (result, position) =>
            {
                if (result.Outcome == CommandOutcome.Applied)
                {
                    _acknowledged.Add(new Acknowledgement(message, owner, position, gateway));
                }

                Heed(result, connection);
            });
    }

    public static void Join(ModelClient client, ModelOwner owner)
    {
        // The session is saved before the join goes out.
        if (IsReachable(client) && client.Channels.Add(owner.Key.Name))
        {
            var session = client.Life;
            var connection = client.Connection!;
            var generation = connection.Generation;
            connection.Channels.Add(owner.Key, ModelUplink.LastSequence);
            client.Gateway!.Uplink(owner.Key).Enqueue(
                new ChannelCommand
                {
                    Kind = ChannelCommandKind.Join,
                    ConnectionId = client.Id,
                    IsResumable = true,
                    Generation = generation,
                    Payload = ProfileOf(client),
                },
                (result, position) =>
                {
                    if (result.Outcome == CommandOutcome.Applied && client.Life == session && client.Generation == generation && client.Channels.Contains(owner.Key.Name))
                    {
                        client.Joins[owner.Key.Name] = position;
                    }

                    Heed(result, connection);
                });
        }
    }

    /// <summary>A client shows something else. Its session is saved before the owners hear of it.</summary>
    public void Update(ModelClient client)
    {
        if (!IsReachable(client))
        {
            return;
        }

        client.Profile = ++_lastMessage;
        client.Connection!.Profile = ProfileOf(client);
        var connection = client.Connection;
        foreach (var owner in JoinedBy(client))
        {
            var update = new ChannelCommand
            {
                Kind = ChannelCommandKind.Update,
                ConnectionId = client.Id,
                Generation = connection.Generation,
                Payload = ProfileOf(client),
            };
            client.Gateway!.Uplink(owner.Key).Enqueue(update, (result, _) => Heed(result, connection));
        }
    }

    public static Payload? ProfileOf(ModelClient client) =>
        client.Profile == 0 ? null : new Payload(Encoding.ASCII.GetBytes(client.Profile.ToString(CultureInfo.InvariantCulture)));

    private static void Heed(CommandResult result, ModelConnection connection)
    {
        if (result.Outcome == CommandOutcome.Superseded)
        {
            connection.OnSuperseded();
        }
    }

    // What a client that has strayed says is all that its gateway can still bring to an owner.
    private static (ModelGateway Gateway, ModelConnection Connection)? FindTransport(ModelClient client) =>
        client.Stray is { Gateway.IsHung: false, Connection.IsClosed: false } stray ? stray
        : client.Stray is null && IsReachable(client) ? (client.Gateway!, client.Connection!)
        : null;

    private static bool IsReachable(ModelClient client) => client.IsConnected && !client.Gateway!.IsHung;

    public static void Leave(ModelClient client, ModelOwner owner)
    {
        if (IsReachable(client) && client.Channels.Remove(owner.Key.Name))
        {
            client.EverLeft.Add(owner.Key.Name);
            client.Joins.Remove(owner.Key.Name);
            client.OwnerLifeCounts[owner.Key.Name] = owner.LifeCount;
            var connection = client.Connection!;
            connection.Channels.Remove(owner.Key);
            var leave = new ChannelCommand { Kind = ChannelCommandKind.Leave, ConnectionId = client.Id, Generation = connection.Generation };
            client.Gateway!.Uplink(owner.Key).Enqueue(leave, (result, _) => Heed(result, connection));
        }
    }

    /// <summary>A transport breaks; the client does not say goodbye.</summary>
    public static void Cut(ModelClient client)
    {
        if (client.Stray is { Connection.IsClosed: false } stray)
        {
            stray.Connection.Close();
            if (!stray.Gateway.IsHung)
            {
                stray.Gateway.PutAway(stray.Connection);
            }
        }
        else if (client.IsConnected)
        {
            client.Connection!.Close();
            if (!client.Gateway!.IsHung)
            {
                client.Gateway.PutAway(client.Connection);
            }
        }
    }

    /// <summary>The grace of a client ends that is away from a gateway that lives.</summary>
    public void LeaveAsAway(ModelClient client)
    {
        if (client.Connection is { IsClosed: true, IsOver: false } && !client.Gateway!.IsHung && _cluster.Gateways.Contains(client.Gateway))
        {
            foreach (var owner in JoinedBy(client))
            {
                client.Gateway!.Uplink(owner.Key).Enqueue(new ChannelCommand { Kind = ChannelCommandKind.Leave, ConnectionId = client.Id, Generation = client.Connection.Generation });
            }
        }
    }

    /// <summary>A client that is away comes back to a gateway.</summary>
    public void Resume(ModelClient client, ModelGateway gateway)
    {
        if (client.IsConnected || client.IsResuming || client.Stray is not null || gateway.IsHung)
        {
            return;
        }

        Yield(client);
        Begin(client, gateway);
    }

    /// <summary>
    /// A late attempt of a client that is connected is given its session, and its gateway cannot reach the one where the client is.
    /// </summary>
    public void Steal(ModelClient client, ModelGateway gateway)
    {
        if (!client.IsConnected || client.Channels.Count == 0 || gateway.IsHung || ReferenceEquals(client.Gateway, gateway)
            || client.Older.Exists(older => ReferenceEquals(older.Gateway, gateway)))
        {
            return;
        }

        client.Stray = (client.Gateway!, client.Connection!);
        Begin(client, gateway, isOrphan: true);
    }

    /// <summary>A client that waits for the answer of one gateway tries another one. The first attempt hears of that later.</summary>
    public void ResumeAgain(ModelClient client, ModelGateway gateway)
    {
        if (!client.IsResuming || client.Stray is not null || gateway.IsHung)
        {
            return;
        }

        if (ReferenceEquals(client.Gateway, gateway) || client.Older.Exists(older => ReferenceEquals(older.Gateway, gateway)))
        {
            return;
        }

        client.Older.Add((client.Gateway!, client.Connection!));
        Begin(client, gateway);
    }

    /// <summary>Earlier attempts hear that there is a later one, or give up by themselves.</summary>
    public void EndOlder(ModelClient client, bool areTold)
    {
        foreach (var (gateway, connection) in client.Older.Where(older => _cluster.Gateways.Contains(older.Gateway) && !older.Gateway.IsHung).ToArray())
        {
            client.Older.Remove((gateway, connection));
            if (areTold)
            {
                gateway.Yield(connection);
            }
            else
            {
                GiveBack(gateway, connection, isAnywhere: true);
            }
        }
    }

    private void Begin(ModelClient client, ModelGateway gateway, bool isOrphan = false)
    {
        client.Generation++;
        Assert.True(PositionToken.TryRead(client.Offset ?? string.Empty, out var positions));
        var owners = JoinedBy(client);
        var connection = new ModelConnection(client, client.Id, new HeldEvents(client.Id, positions, owners.Select(static owner => owner.Key), long.MaxValue, maxAttachmentCount: 10))
        {
            IsOrphan = isOrphan,
        };
        Array.ForEach(owners, owner => connection.Channels.Add(owner.Key, ModelUplink.LastSequence));
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
                new ChannelCommand
                {
                    Kind = ChannelCommandKind.Resume,
                    ConnectionId = client.Id,
                    Position = shown,
                    Joined = client.Joins.TryGetValue(owner.Key.Name, out var joined) ? ClientPosition.Of(joined) : null,
                    Attempt = connection.Held!.Attempt,
                    Generation = client.Generation,
                    Payload = ProfileOf(client),
                },
                (result, _) =>
                {
                    if (result.Outcome is CommandOutcome.NotResumable or CommandOutcome.Superseded)
                    {
                        connection.OnResumed(isResumed: false);
                    }
                });
        }
    }

    /// <summary>The clients of a gateway that was killed are cut.</summary>
    public void Lose(ModelGateway killed)
    {
        Array.ForEach(_clients, client => client.Older.RemoveAll(older => ReferenceEquals(older.Gateway, killed)));
        foreach (var client in _clients.Where(client => ReferenceEquals(client.Stray?.Gateway, killed)))
        {
            client.Stray!.Value.Connection.Close();
            client.Stray = null;
        }

        foreach (var client in _clients.Where(client => ReferenceEquals(client.Gateway, killed)))
        {
            client.Connection!.Close();
            client.Connection.Held = null;
            if (client.Stray is var (gateway, connection))
            {
                // As far as it knows nothing has happened.
                (client.Gateway, client.Connection, client.Stray) = (gateway, connection, null);
                continue;
            }

            client.Connection = new ModelConnection(client, client.Id, held: null) { IsOver = true };
            client.Connection.Close();
        }
    }

    /// <summary>The patience of a gateway ends: an owner died after it answered a resume, and before its stream brought it.</summary>
    public void GiveUpResuming()
    {
        foreach (var client in _clients.Where(static client => client.Connection!.Held is not null))
        {
            client.Connection!.OnResumed(isResumed: false);
        }
    }

    /// <summary>Clients are told what their gateways have made of them.</summary>
    public void Settle()
    {
        foreach (var client in _clients)
        {
            SettleOlder(client);
            SettleSuperseded(client);
            if (client.IsContinuityLost || client.Connection!.IsResumed == false)
            {
                End(client);
            }
            else if (client.Connection.IsResumed == true)
            {
                if (client.Connection.IsOrphan)
                {
                    client.Connection.Close();
                    client.Gateway!.PutAway(client.Connection);
                }
                else
                {
                    client.Connection.GoLive();
                }

                client.Connection.Settle();
            }
        }
    }

    // All its logs have come, and its claim is not confirmed; or one was refused, before it could hear of the later one.
    private static void SettleOlder(ModelClient client)
    {
        foreach (var (gateway, connection) in client.Older.Where(static older => older.Connection.IsSuperseded || older.Connection.IsResumed is not null).ToArray())
        {
            client.Older.Remove((gateway, connection));
            if (connection.IsSuperseded || connection.IsResumed == true)
            {
                gateway.Yield(connection);
            }
            else
            {
                GiveBack(gateway, connection, isAnywhere: true);
            }
        }
    }

    // Its gateway lets go of it by itself, and its client sees that its transport is closed.
    private static void SettleSuperseded(ModelClient client)
    {
        if (client.Stray is { Connection.IsClosed: true } stray)
        {
            client.Stray = null;
            if (stray.Connection.IsSuperseded)
            {
                stray.Gateway.Yield(stray.Connection);
            }
        }

        if (client.Connection is { IsSuperseded: true, IsOver: false } superseded)
        {
            client.Gateway!.Yield(superseded);
        }
    }

    private static void GiveBack(ModelGateway gateway, ModelConnection connection, bool isAnywhere)
    {
        connection.Close();
        connection.Held = null;
        connection.IsOver = connection.HasEnded = true;
        gateway.Unregister(connection);
        foreach (var channel in connection.Channels.Snapshot())
        {
            gateway.Uplink(channel).Enqueue(new ChannelCommand
            {
                Kind = ChannelCommandKind.Leave,
                ConnectionId = connection.Id,
                IsAnywhere = isAnywhere,
                Generation = connection.Generation,
            });
        }
    }

    // What an owner alone held it took along: what nobody who is in the channel now has seen, and a gateway acknowledged that is dead too.
    private void ForgetUnheld(ModelOwner owner) => _acknowledged.RemoveAll(ack => ReferenceEquals(ack.Owner, owner)
        && !_cluster.Gateways.Contains(ack.Gateway)
        && !_cluster.Gateways.Any(gateway => gateway.ReadTail(owner.Key, ack.Position.Offset, ack.Position.Offset).Length > 0));

    private static void Connect(ModelClient client, ModelGateway gateway)
    {
        client.Renew();
        client.Gateway = gateway;
        client.Connection = new ModelConnection(client, client.Id, held: null);
        gateway.Register(client.Connection);
    }

    // The former gateway answers what its client had sent through it, and speaks for it no more.
    private void Yield(ModelClient client)
    {
        if (_cluster.Gateways.Contains(client.Gateway))
        {
            client.Gateway!.Yield(client.Connection!);
            if (client.Gateway.IsHung)
            {
                // The wait for it is over.
                return;
            }

            foreach (var owner in _cluster.Owners)
            {
                for (var i = 0; i < 10 && !client.Gateway.Uplink(owner.Key).IsIdle; i++)
                {
                    _cluster.Call(owner, client.Gateway);
                    client.Gateway.Uplink(owner.Key).Answer();
                }

                client.Gateway.Uplink(owner.Key).Depart(client.Id, client.Connection!.Generation);
            }
        }
    }

    // The session cannot go on: what was handed over is given back, and the client begins afresh.
    private void End(ModelClient client)
    {
        var gateway = client.Gateway!;
        EndOlder(client, areTold: true);
        client.Older.Clear();
        if (client.Stray is var (former, connection))
        {
            connection.Close();
            former.Yield(connection);
            client.Stray = null;
        }

        GiveBack(gateway, client.Connection!, isAnywhere: client.IsResuming);

        Connect(client, _cluster.Gateways.Contains(gateway) ? gateway : _cluster.Gateways[0]);
    }

    private ModelOwner[] JoinedBy(ModelClient client) => [.. _cluster.Owners.Where(owner => client.Channels.Contains(owner.Key.Name))];
}
