using System.Net;
using RealtimeCluster.SocketIO.Addresses;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Environments;

/// <summary>
/// What one connection was let in with. It keeps what is needed to judge the connection again when the configuration changes or
/// time passes, and no credential in clear.
/// </summary>
public sealed record ConnectionGrant
{
    private string? _addressId;

    /// <summary>The environment's id.</summary>
    public required string Environment { get; init; }

    /// <summary>The user of the session token, if a valid one was shown.</summary>
    public string? UserId { get; init; }

    /// <summary>Whether the connection receives its own events unless an event says otherwise.</summary>
    public bool EchoMessages { get; init; }

    /// <summary>What happens when it reads too slowly.</summary>
    public SlowConsumerPolicy SlowConsumers { get; init; }

    /// <summary>Whether its connection may be resumed.</summary>
    public bool IsResumable { get; init; }

    /// <summary>The API key that was shown.</summary>
    internal PresentedKey Key { get; init; }

    /// <summary>The session token that was shown, as it was judged.</summary>
    internal PresentedSession Session { get; init; }

    internal string? Origin { get; init; }

    internal IPAddress? ClientAddress { get; init; }

    /// <summary>What its events count by if it has no user: the part of its address that is one client's; null if the address is not known.</summary>
    internal string? AddressId => ClientAddress is null ? null : _addressId ??= AddressPrefix.OfClient(ClientAddress).ToString();

    /// <summary>The same without its user, whose session has ended.</summary>
    internal ConnectionGrant WithoutUser() => this with { UserId = null, Session = Session with { UserId = null, ExpiresAt = null, Fault = SessionFault.Expired } };
}
