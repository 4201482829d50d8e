namespace RealtimeCluster.Gateway.Http;

/// <summary>Why the body of a request could not be read.</summary>
internal enum BodyFault
{
    /// <summary>It could.</summary>
    None,

    /// <summary>It is larger than it may be.</summary>
    TooLarge,

    /// <summary>It comes more slowly than it may, or than it may while others wait for memory.</summary>
    TooSlow,

    /// <summary>There was no memory for it in time.</summary>
    NoMemory,

    /// <summary>It is encoded, and taken as it stands it would be another one.</summary>
    Encoded,

    /// <summary>It is not what HTTP allows.</summary>
    Broken,
}
