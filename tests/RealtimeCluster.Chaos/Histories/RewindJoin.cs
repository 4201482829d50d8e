namespace RealtimeCluster.Chaos.Histories;

/// <summary>A join that asked for the messages before it, and what came of it.</summary>
/// <remarks>Written by its client only, one call at a time; read when the run is over.</remarks>
/// <param name="client">Who joined.</param>
/// <param name="gateway">Where.</param>
/// <param name="channel">The channel.</param>
/// <param name="askedCount">How many messages it asked for.</param>
/// <param name="sentAt">When it asked.</param>
internal sealed class RewindJoin(string client, string gateway, int channel, int askedCount, TimeSpan sentAt)
{
    private readonly List<int> _messages = [];

    public int Channel => channel;

    public int AskedCount => askedCount;

    public TimeSpan SentAt => sentAt;

    /// <summary>Where in the channel it joined; none while it has no answer.</summary>
    public Position? Position { get; private set; }

    public TimeSpan? AnsweredAt { get; private set; }

    /// <summary>The code of the error it was answered with.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Whether it was told that it did not get everything.</summary>
    public bool IsToldIncomplete { get; private set; }

    /// <summary>When its transport ended although it had not left.</summary>
    public TimeSpan? LostAt { get; private set; }

    /// <summary>When it was done with, or given up.</summary>
    public TimeSpan EndedAt { get; private set; }

    /// <summary>The numbers of the messages that came, in order.</summary>
    public IReadOnlyList<int> Messages => _messages;

    public void Answer(Position position, TimeSpan at) => (Position, AnsweredAt) = (position, at);

    public void Refuse(string code) => Refusal = code;

    public void Deliver(int messageId) => _messages.Add(messageId);

    public void Miss() => IsToldIncomplete = true;

    public void Lose(TimeSpan at) => LostAt = at;

    public void End(TimeSpan at) => EndedAt = at;

    public override string ToString() => $"{client} on {gateway}, which asked at {sentAt} for {askedCount} messages,";
}
