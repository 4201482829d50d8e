namespace RealtimeCluster.Chaos.Checks;

/// <summary>What can be broken.</summary>
internal enum ViolationKind
{
    /// <summary>An acknowledged message did not reach a member.</summary>
    Loss,

    /// <summary>A message reached a session twice.</summary>
    Duplicate,

    /// <summary>Messages came in an order that cannot be.</summary>
    Order,

    /// <summary>A message came that nobody had sent there.</summary>
    Stranger,

    /// <summary>A list of members, or news of them, was not true.</summary>
    Presence,

    /// <summary>A client that came back in time was not recovered.</summary>
    Recovery,

    /// <summary>A client was told that it was recovered, and is deaf in a channel or no member of it.</summary>
    FalseRecovery,

    /// <summary>A member's profile, in a list or in news, was not the one it has.</summary>
    Profile,

    /// <summary>A message, or a join with a rewind, was never answered although its sender lived on.</summary>
    Unanswered,

    /// <summary>A client had no connection, or was not in its channels, when the run ended.</summary>
    Absent,

    /// <summary>A client could not connect although nodes were only restarted in good order.</summary>
    Connect,

    /// <summary>A client lost its transport while strangers of another environment did their worst, and no fault explains it.</summary>
    Closed,

    /// <summary>Deliveries took much longer while strangers of another environment did their worst.</summary>
    Starved,
}
