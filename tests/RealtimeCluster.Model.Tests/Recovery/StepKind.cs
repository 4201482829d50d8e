namespace RealtimeCluster.Model.Tests.Recovery;

/// <summary>What happens in one step.</summary>
internal enum StepKind
{
    /// <summary>A client publishes.</summary>
    Publish,

    /// <summary>A client joins.</summary>
    Join,

    /// <summary>A client leaves.</summary>
    Leave,

    /// <summary>A gateway's batch reaches an owner.</summary>
    Call,

    /// <summary>The answer reaches the gateway.</summary>
    Answer,

    /// <summary>A gateway's stream brings one envelope.</summary>
    Deliver,

    /// <summary>A client's transport breaks.</summary>
    Cut,

    /// <summary>A client comes back.</summary>
    Resume,

    /// <summary>An owner hands over to a successor.</summary>
    HandOver,

    /// <summary>An owner ends, and leaves what it knew on its silo, which the next successor may not be able to ask.</summary>
    Rest,

    /// <summary>An owner dies.</summary>
    KillOwner,

    /// <summary>A gateway dies.</summary>
    KillGateway,

    /// <summary>The graces of an owner's members end.</summary>
    EndGraces,

    /// <summary>A client shows something else.</summary>
    Update,

    /// <summary>A client that waits for one gateway tries another one too.</summary>
    ResumeAgain,

    /// <summary>Earlier attempts of a client end: they are told of the later one, or give up.</summary>
    EndOlder,

    /// <summary>A gateway stands still.</summary>
    Hang,

    /// <summary>A gateway that stood still goes on.</summary>
    Wake,

    /// <summary>The grace of a client ends that is away from a gateway that lives.</summary>
    LeaveAsAway,

    /// <summary>A late attempt of a client that is connected is given its session, though its socket is long gone.</summary>
    Steal,
}
