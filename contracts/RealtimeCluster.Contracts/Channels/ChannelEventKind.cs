namespace RealtimeCluster.Contracts.Channels;

/// <summary>What happened in a channel.</summary>
[GenerateSerializer, Alias("realtime.channel-event-kind")]
public enum ChannelEventKind : byte
{
    /// <summary>An application event.</summary>
    Message = 0,

    /// <summary>A member joined.</summary>
    Joined = 1,

    /// <summary>A member left.</summary>
    Left = 2,

    /// <summary>A member replaced its profile.</summary>
    Updated = 3,

    /// <summary>
    /// A place in the log that holds nothing: its event died with an owner before anybody saw it. Nobody receives it.
    /// </summary>
    Void = 4,

    /// <summary>A member's connection was resumed, possibly on another gateway. Clients do not see it.</summary>
    Moved = 5,

    /// <summary>
    /// A member's gateway is gone; the member stays until it is resumed or its grace ends. Clients do not see it.
    /// </summary>
    Away = 6,
}
