namespace RealtimeCluster.Chaos.Clients;

/// <summary>What a client reads out of an event.</summary>
internal enum ReceivedEvent
{
    /// <summary>Something it takes no interest in.</summary>
    Other,

    /// <summary>A message of the run.</summary>
    Message,

    /// <summary>A member joined.</summary>
    Join,

    /// <summary>A member left.</summary>
    Leave,

    /// <summary>A member changed its profile.</summary>
    Update,

    /// <summary>The server says that something is not as it should be.</summary>
    Exception,
}
