namespace RealtimeCluster.Chaos.Histories;

/// <summary>What its publisher knows of a message.</summary>
internal enum PublicationOutcome
{
    /// <summary>Sent, not answered yet.</summary>
    Pending,

    /// <summary>Acknowledged with a position.</summary>
    Acknowledged,

    /// <summary>Answered with an error.</summary>
    Refused,

    /// <summary>The session ended before the answer: it may have arrived or not.</summary>
    Unknown,
}
