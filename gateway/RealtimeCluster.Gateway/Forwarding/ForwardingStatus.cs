namespace RealtimeCluster.Gateway.Forwarding;

/// <summary>How a call between two gateways is answered.</summary>
[GenerateSerializer, Alias("realtime.forwarding-status")]
internal enum ForwardingStatus : byte
{
    /// <summary>It is not done yet: call again.</summary>
    Pending = 0,

    /// <summary>It is done.</summary>
    Done = 1,

    /// <summary>There is no such session, or no such relay.</summary>
    Unknown = 2,

    /// <summary>The session does not take it.</summary>
    BadRequest = 3,

    /// <summary>The body is above the limit.</summary>
    TooLarge = 4,
}
