namespace RealtimeCluster.Contracts.Channels;

/// <summary>What a gateway or a server asks of a channel's owner.</summary>
[GenerateSerializer, Alias("realtime.channel-command-kind")]
public enum ChannelCommandKind : byte
{
    /// <summary>Add a member with its profile.</summary>
    Join = 0,

    /// <summary>Remove a member.</summary>
    Leave = 1,

    /// <summary>Replace a member's profile.</summary>
    Update = 2,

    /// <summary>Append an application event.</summary>
    Publish = 3,

    /// <summary>The gateway wants this log's events (broadcast and user channels, which have no members).</summary>
    Attach = 4,

    /// <summary>The gateway no longer wants them.</summary>
    Detach = 5,

    /// <summary>
    /// Hand a connection over to the asking gateway: in a channel its membership, in any log the events it missed.
    /// </summary>
    Resume = 6,
}
