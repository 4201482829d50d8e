using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Gateway.Recovery;

/// <summary>What of a session changed, for its shard.</summary>
internal readonly record struct SessionPart
{
    /// <summary>All of it, or a session that the shard does not know.</summary>
    public static SessionPart Whole => default;

    /// <summary>What the connection shows.</summary>
    public static SessionPart Profile { get; } = new() { IsProfile = true };

    public bool IsProfile { get; private init; }

    public ChannelKey? Channel { get; private init; }

    /// <summary>Whether the connection is in a channel, and where it joined.</summary>
    public static SessionPart Of(ChannelKey channel) => new() { Channel = channel };
}
