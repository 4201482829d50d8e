using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Payloads;

namespace RealtimeCluster.Silo.Log.Members;

/// <summary>One member as the log knows it.</summary>
/// <param name="connectionId">The member's connection.</param>
/// <param name="gateway">Where it is; <see langword="null"/> while it is away.</param>
/// <param name="profile">What it shows.</param>
public sealed class LogMember(string connectionId, GatewayId? gateway, Payload? profile)
{
    /// <summary>A <see cref="JoinedAt"/> that proves nothing: the join was in another epoch.</summary>
    public const long Unproven = -1;

    /// <summary>The member's connection.</summary>
    public string ConnectionId { get; } = connectionId;

    /// <summary>The gateway it is on; <see langword="null"/> while it is away: its gateway is gone, its grace is not over.</summary>
    public GatewayId? Gateway { get; set; } = gateway;

    /// <summary>What it shows. In a <see cref="MemberMap"/> only the map changes it, which knows how long its list is.</summary>
    public Payload? Profile { get; set; } = SharedProfiles.Share(profile);

    /// <summary>The offset of its join.</summary>
    public long JoinedAt { get; set; }

    /// <summary>How often its session had been taken over when it joined or came back; see <see cref="ChannelCommand.Generation"/>.</summary>
    public int Generation { get; set; }

    /// <summary>Whether nobody who could be asked knew what it shows: its own gateway says so when it comes back.</summary>
    public bool IsProfileUnknown { get; set; }

    /// <summary>Whether it stays for its grace when its gateway is lost.</summary>
    public bool IsResumable { get; init; }

    /// <summary>Where it stands in its <see cref="MemberOrder"/>, which alone sets it.</summary>
    internal int EntryIndex { get; set; }
}
