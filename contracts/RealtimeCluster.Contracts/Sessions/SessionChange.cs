using RealtimeCluster.Contracts.Payloads;

namespace RealtimeCluster.Contracts.Sessions;

/// <summary>What changed in a session that its shard knows. It says how things are now, so to apply it twice changes nothing.</summary>
[GenerateSerializer, Immutable, Alias("realtime.session-change")]
public sealed class SessionChange
{
    /// <summary>The connection.</summary>
    [Id(0)]
    public required string ConnectionId { get; init; }

    /// <summary>How often the session was taken over.</summary>
    [Id(1)]
    public required int Generation { get; init; }

    /// <summary>Channels it is in, new ones and those of whose join more is known now.</summary>
    [Id(2)]
    public SessionChannel[] Joined { get; init; } = [];

    /// <summary>The canonical names of channels it is no longer in.</summary>
    [Id(3)]
    public string[] Left { get; init; } = [];

    /// <summary>Whether <see cref="Profile"/> is a part of it.</summary>
    [Id(4)]
    public bool HasProfile { get; init; }

    /// <summary>What it shows in channels from now on.</summary>
    [Id(5)]
    public Payload? Profile { get; init; }
}
