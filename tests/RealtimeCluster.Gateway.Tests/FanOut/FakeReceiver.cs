using System.Text;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Gateway.EngineIO;
using RealtimeCluster.Gateway.FanOut;

namespace RealtimeCluster.Gateway.Tests.FanOut;

/// <summary>Notes the packets it is given, one by one, however they were put together.</summary>
internal sealed class FakeReceiver(string id, bool missesBySubject = false) : IEventReceiver
{
    private readonly List<string> _unflushed = [];

    public string Id => id;

    public Payload? Profile => null;

    public bool IsClosed { get; set; }

    public bool MissesBySubject => missesBySubject;

    public bool IsTouched { get; set; }

    /// <summary>The packets it got.</summary>
    public List<string> Received { get; } = [];

    /// <summary>How many messages they came in.</summary>
    public int MessageCount { get; private set; }

    public int FlushCount { get; private set; }

    public void Enqueue(OutboundMessage message)
    {
        MessageCount++;
        _unflushed.AddRange(Encoding.UTF8.GetString(message.PollingForm.Span).Split('\u001e'));
    }

    public void Flush()
    {
        FlushCount++;
        Received.AddRange(_unflushed);
        _unflushed.Clear();
    }
}
