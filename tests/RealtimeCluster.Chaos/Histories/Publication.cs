namespace RealtimeCluster.Chaos.Histories;

/// <summary>One published message and what became of it at its publisher.</summary>
/// <param name="id">Its number, which is also its body.</param>
/// <param name="channel">The channel.</param>
/// <param name="publisher">The session that sent it.</param>
/// <param name="sequence">Its place among what that session published, over all channels.</param>
/// <param name="sentAt">When it was first sent.</param>
internal sealed class Publication(int id, int channel, Session publisher, int sequence, TimeSpan sentAt)
{
    public int Id => id;

    public int Channel => channel;

    public Session Publisher => publisher;

    public int Sequence => sequence;

    public TimeSpan SentAt => sentAt;

    public TimeSpan? AnsweredAt { get; private set; }

    public Position? Position { get; private set; }

    public PublicationOutcome Outcome { get; private set; }

    public string? Refusal { get; private set; }

    public void Acknowledge(Position position, TimeSpan at) =>
        (Position, AnsweredAt, Outcome) = (position, at, PublicationOutcome.Acknowledged);

    public void Refuse(string reason, TimeSpan at) => (Refusal, AnsweredAt, Outcome) = (reason, at, PublicationOutcome.Refused);

    /// <summary>Its publisher's session is gone; nobody will say what became of it.</summary>
    public void GiveUp() => Outcome = PublicationOutcome.Unknown;

    public override string ToString() => Position is { } position
        ? $"message {id} (offset {position.Offset}, epoch {position.Epoch}, from {publisher} as its number {sequence})"
        : $"message {id} ({Outcome}, from {publisher} as its number {sequence})";
}
