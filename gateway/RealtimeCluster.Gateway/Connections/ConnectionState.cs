namespace RealtimeCluster.Gateway.Connections;

/// <summary>Where a connection is in its life. From <see cref="Superseded"/> on nothing is delivered to it.</summary>
internal enum ConnectionState
{
    /// <summary>It is being let in: its client does not know of it yet.</summary>
    Connecting,

    /// <summary>Its client is connected.</summary>
    Live,

    /// <summary>Over: another connection goes on with its session. Its transport is being closed.</summary>
    Yielding,

    /// <summary>A newer attempt of its client was seen, so it is about to be let go. Its transport may still be there.</summary>
    Superseded,

    /// <summary>Its client is gone and may come back.</summary>
    Away,

    /// <summary>Over: another connection goes on with its session, and nothing is left of this one.</summary>
    Yielded,

    /// <summary>Over: its members leave, and nobody can resume it.</summary>
    Left,
}
