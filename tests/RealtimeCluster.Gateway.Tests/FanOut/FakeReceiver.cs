using System.Text;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Gateway.Channels;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Tests.FanOut;

/// <summary>Notes the packets it is given, one by one, however they were put together.</summary>
internal sealed class FakeReceiver : EventReceiver
{
    private readonly List<string> _unflushed = [];
    private CommandPlace _lastLeave;

    public FakeReceiver(string id, bool missesBySubject = false, long sentBefore = 0)
    {
        Id = id;
        SentBefore = sentBefore;
        MissesBySubject = missesBySubject;
    }

    public override string Id { get; }

    /// <summary>The last batch that was sent when it asked to be in channels.</summary>
    public long SentBefore { get; set; }

    public override int Generation => GenerationNow;

    /// <summary>How often its session was taken over.</summary>
    public int GenerationNow { get; init; }

    public override Payload? Profile { get; set; }

    public override bool IsClosed => IsGone;

    /// <summary>Whether its client is gone.</summary>
    public bool IsGone { get; set; }

    public override bool HasLeft => false;

    /// <summary>The channels it never asked for, and those whose leave has come round.</summary>
    public HashSet<ChannelKey> NotIn { get; } = [];

    /// <summary>The channels whose leave has come round, in order.</summary>
    public List<ChannelKey> Left { get; } = [];

    public override CommandPlace? AskedAfter(ChannelKey channel) => NotIn.Contains(channel) ? null : CommandPlace.Max(CommandPlace.Behind(SentBefore), _lastLeave);

    public override void OnLeft(ChannelKey channel, CommandPlace? leave)
    {
        Left.Add(channel);
        _lastLeave = leave ?? _lastLeave;
    }

    /// <summary>Whether it was resumed; null while it was not.</summary>
    public bool? IsResumed { get; private set; }

    /// <summary>How often it was told that it can no longer be resumed.</summary>
    public int GivenUpCount { get; private set; }

    /// <summary>Whether it was told that a newer attempt goes on with it.</summary>
    public bool IsSuperseded { get; private set; }

    public override void OnSuperseded() => IsSuperseded = true;

    /// <summary>How often it was told that events were lost.</summary>
    public int LostCount { get; private set; }

    /// <summary>What it was told of messages from before its joins: how many it asked for, how many it got, what they weigh.</summary>
    public List<(int AskedCount, int Count, long Bytes)> Rewound { get; } = [];

    public override void OnRewound(ChannelKey channel, int askedCount, int count, long bytes) => Rewound.Add((askedCount, count, bytes));

    /// <summary>The packets it got.</summary>
    public List<string> Received { get; } = [];

    /// <summary>How many messages they came in.</summary>
    public int MessageCount { get; private set; }

    public int FlushCount { get; private set; }

    public bool Fails { get; set; }

    /// <summary>Whether nothing can be put into its output.</summary>
    public bool TakesNothing { get; set; }

    /// <summary>What a flush does besides.</summary>
    public Action? OnFlush { get; set; }

    public override void Enqueue(OutboundMessage message)
    {
        if (TakesNothing)
        {
            throw new InvalidOperationException("It was told to take nothing.");
        }

        MessageCount++;
        _unflushed.AddRange(Encoding.UTF8.GetString(message.PollingForm.Span).Split('\u001e'));
    }

    public override void OnResumed(bool isResumed) => IsResumed = isResumed;

    public override void GiveUpRecovery() => GivenUpCount++;

    public override void LoseContinuity() => LostCount++;

    public override void Flush()
    {
        if (Fails)
        {
            throw new InvalidOperationException("It was told to fail.");
        }

        OnFlush?.Invoke();
        FlushCount++;
        Received.AddRange(_unflushed);
        _unflushed.Clear();
    }
}
