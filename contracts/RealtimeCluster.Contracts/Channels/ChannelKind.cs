namespace RealtimeCluster.Contracts.Channels;

/// <summary>The kinds of sequenced log an environment has. Each kind is a name space of its own.</summary>
[GenerateSerializer, Alias("realtime.channel-kind")]
public enum ChannelKind : byte
{
    /// <summary>A named channel with members.</summary>
    Channel = 0,

    /// <summary>The environment's broadcast: every connection of the environment receives it. It has no name.</summary>
    Broadcast = 1,

    /// <summary>The implicit channel of one user: every connection of that user receives it.</summary>
    User = 2,
}
