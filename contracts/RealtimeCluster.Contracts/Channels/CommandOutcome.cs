namespace RealtimeCluster.Contracts.Channels;

/// <summary>The ways a command can end that was understood.</summary>
[GenerateSerializer, Alias("realtime.command-outcome")]
public enum CommandOutcome : byte
{
    /// <summary>It became an event, or changed who receives events.</summary>
    Applied = 0,

    /// <summary>A join by a member: nothing happened.</summary>
    AlreadyMember = 1,

    /// <summary>A leave or update by a connection that is no member: nothing happened.</summary>
    NotMember = 2,

    /// <summary>A resume that cannot be proven to miss nothing: nothing happened.</summary>
    NotResumable = 3,
}
