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

    /// <summary>A command that this owner does not know, of a gateway of a later version perhaps, or that names no member: nothing happened.</summary>
    NotUnderstood = 4,

    /// <summary>
    /// Nobody knows: its gateway gave it up, since it is too large to be sent or since the owner answered each time with a fault of its own. Only a
    /// gateway says so.
    /// </summary>
    GivenUp = 5,

    /// <summary>A newer attempt of the connection's client goes on with it, on another gateway or this one: nothing happened, and this one is over.</summary>
    Superseded = 6,
}
