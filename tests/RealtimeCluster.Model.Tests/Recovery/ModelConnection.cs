using System.Text;
using System.Text.Json;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Gateway.Channels;
using RealtimeCluster.Gateway.Connections;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Model.Tests.Recovery;

/// <summary>A client's connection on one gateway: what is enqueued reaches the client, until the transport is cut.</summary>
internal sealed class ModelConnection : EventReceiver
{
    private readonly ModelClient _client;
    private readonly List<OutboundMessage> _early = [];
    private bool _isLive;
    private bool _isClosed;

    public ModelConnection(ModelClient client, string id, HeldEvents? held)
    {
        _client = client;
        Id = id;
        Held = held;
        Positions = PositionSets.Empty;
        Generation = client.Generation;
        Profile = ModelClients.ProfileOf(client);
        _isLive = held is null;
    }

    public override string Id { get; }

    public override int Generation { get; }

    public override Payload? Profile { get; set; }

    public override bool IsClosed => _isClosed;

    public override bool HasLeft => HasEnded;

    /// <summary>The channels it asked to be in.</summary>
    public JoinedChannels Channels { get; } = new();

    /// <summary>Whether its leaves were sent because its session is over.</summary>
    public bool HasEnded { get; set; }

    /// <summary>Whether another connection goes on with its session, or it is over.</summary>
    public bool IsOver { get; set; }

    /// <summary>Whether its socket was gone before it was given its session.</summary>
    public bool IsOrphan { get; init; }

    /// <summary>Whether an owner has said that a newer attempt goes on with its session.</summary>
    public bool IsSuperseded { get; private set; }

    /// <summary>Null while it is being resumed; then whether it was.</summary>
    public bool? IsResumed { get; private set; }

    public override CommandPlace? AskedAfter(ChannelKey channel) => Channels.AskedAfter(channel);

    public override void OnLeft(ChannelKey channel, CommandPlace? leave) => Channels.EndLeave(channel, leave);

    public void Close() => _isClosed = true;

    public override void OnSuperseded() => _isClosed = IsSuperseded = true;

    public override void Enqueue(OutboundMessage message)
    {
        if (_isClosed)
        {
            return;
        }

        if (_isLive)
        {
            Receive(message);
        }
        else
        {
            _early.Add(message);
        }
    }

    public override void Flush()
    {
    }

    public override void OnResumed(bool isResumed) => IsResumed ??= isResumed;

    /// <summary>The client is told that it is connected; what waited follows.</summary>
    public void GoLive()
    {
        _isLive = true;
        _early.ForEach(Receive);
        _early.Clear();
    }

    /// <summary>From now on it is as any other.</summary>
    public void Settle() => IsResumed = null;

    public override void GiveUpRecovery() => throw new InvalidOperationException("No client of the model is in that many channels.");

    public override void LoseContinuity()
    {
        _client.IsContinuityLost |= ReferenceEquals(_client.Connection, this);
        _isClosed |= ReferenceEquals(_client.Stray?.Connection, this);
    }

    private void Receive(OutboundMessage message)
    {
        foreach (var packet in Encoding.UTF8.GetString(message.PollingForm.Span).Split('\u001e'))
        {
            // 42["e",{"channel":"c","message":17},"positions"]
            using var json = JsonDocument.Parse(packet.AsMemory(2));
            var name = json.RootElement[0].GetString();
            _client.Offset = json.RootElement[2].GetString();
            var channel = json.RootElement[1].GetProperty("channel").GetString()!;
            HistoryTrace.Write($"    {Id} sees {packet[2..]}");
            var subject = json.RootElement[1].GetProperty("message");
            _client.Received.Add((channel, name switch
            {
                "e" => subject.GetRawText(),
                "channel:join" => $"+{subject.GetProperty("id").GetString()}",
                "channel:update" => $"~{subject.GetProperty("id").GetString()}",
                "channel:leave" => $"-{subject.GetProperty("id").GetString()}",
                _ => throw new InvalidOperationException($"Nobody expects {name}."),
            }));
        }
    }
}
