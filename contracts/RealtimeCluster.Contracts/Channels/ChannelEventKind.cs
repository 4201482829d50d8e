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
}
