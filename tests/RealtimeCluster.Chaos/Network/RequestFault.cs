namespace RealtimeCluster.Chaos.Network;

/// <summary>What a flaky proxy does to one request.</summary>
internal enum RequestFault
{
    /// <summary>It is passed on, and its answer back.</summary>
    None,

    /// <summary>It is answered 502, and no gateway sees it.</summary>
    Refuse,

    /// <summary>It is passed on, and when its answer comes the connection is cut without a byte of it.</summary>
    CutBefore,

    /// <summary>It is passed on, and the connection is cut in the middle of its answer.</summary>
    CutWithin,

    /// <summary>It is held up, and then passed on.</summary>
    Delay,
}
