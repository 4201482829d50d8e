using System.Net;
using RealtimeCluster.Gateway.Limits;

namespace RealtimeCluster.Gateway.Environments;

/// <summary>
/// Decides who is let in, and whether who is in may stay. The order of checks is part of the contract: environment, suspended,
/// enabled, API key, session.
/// </summary>
public sealed class HandshakeAuthorizer
{
    private static readonly AuthorizationOutcome.Master Master = new();

    private readonly EnvironmentRegistry _registry;
    private readonly GrantExpiries _expiries;
    private readonly RevokedCredentials _revoked;
    private readonly CredentialLimits _limits;
    private readonly TimeProvider _time;
    private readonly SessionTokens _sessions;

    /// <summary>Creates the authorizer.</summary>
    /// <param name="registry">The environments.</param>
    /// <param name="expiries">Is told when a grant will end.</param>
    /// <param name="revoked">The credentials that count no more.</param>
    /// <param name="limits">Whether a credential is looked at.</param>
    /// <param name="time">The clock.</param>
    public HandshakeAuthorizer(EnvironmentRegistry registry, GrantExpiries expiries, RevokedCredentials revoked, CredentialLimits limits, TimeProvider time)
    {
        _registry = registry;
        _expiries = expiries;
        _revoked = revoked;
        _limits = limits;
        _time = time;
        _sessions = new SessionTokens(time);
    }

    /// <summary>Judges a handshake. Never throws for what a client sent.</summary>
    /// <param name="facts">What is known of the client.</param>
    public AuthorizationOutcome Authorize(in HandshakeFacts facts)
    {
        var snapshot = _registry.Current;
        var auth = HandshakeAuth.Read(facts.Auth.Span);
        if (JudgeServerToken(auth.AccessToken, facts.ClientAddress, snapshot) is { } outcome)
        {
            return outcome;
        }

        var id = auth.Environment;
        if (snapshot.Find(id) is not { } rules)
        {
            return new AuthorizationOutcome.Refused(string.IsNullOrEmpty(auth.AccessToken) ? Refusal.EnvironmentNotFound : Refusal.AccessTokenUnknown);
        }

        var key = PresentedKey.From(auth.ApiKey);
        var comparesKey = rules is { ApiKeyRequired: true, IsSuspended: false, IsEnabled: true } && key.Digest is not null;
        if (comparesKey && !_limits.MayTry(CredentialDoor.Connect, facts.ClientAddress, key.Digest!))
        {
            return new AuthorizationOutcome.Refused(Refusal.TooManyFailures);
        }

        var session = _sessions.Read(auth.Session, id!, snapshot.Secret);
        if (_revoked.IsRevoked(id!, session))
        {
            // Like any bad one: where none is needed it does not matter, but it makes nobody its user.
            session = session with { UserId = null, Fault = SessionFault.Revoked };
        }

        var grant = new ConnectionGrant
        {
            Environment = id!,
            UserId = session.UserId,
            EchoMessages = auth.EchoMessages,
            SlowConsumers = rules.SlowConsumers,
            IsResumable = rules.Recovery ?? snapshot.RecoveryEnabled,
            Key = key,
            Session = session,
            Origin = facts.Origin,
            ClientAddress = facts.ClientAddress,
        };
        var refusal = Judge(grant, snapshot);
        if (comparesKey)
        {
            NoteKey(key, facts.ClientAddress, refusal);
        }

        if (refusal is not null)
        {
            return new AuthorizationOutcome.Refused(refusal);
        }

        if (ExpiryOf(grant) is { } expiry)
        {
            _expiries.Note(expiry);
        }

        return new AuthorizationOutcome.Accepted(grant);
    }

    /// <summary>Judges a live connection again by the configuration in force and the time.</summary>
    /// <param name="grant">What it was let in with.</param>
    internal GrantVerdict Review(ConnectionGrant grant)
    {
        var snapshot = _registry.Current;
        if (snapshot.Find(grant.Environment)?.Pause is { } pause)
        {
            return new GrantVerdict(GrantFate.Pauses, pause);
        }

        return Judge(grant, snapshot) is { } refusal ? new GrantVerdict(GrantFate.Ends, refusal)
            : grant.UserId is not null && FaultOf(grant.Session, snapshot.Secret) is { } fault ? new GrantVerdict(GrantFate.LosesUser, Refusal.OfSession(fault))
            : default;
    }

    /// <summary>When a grant ends by the passing of time alone, as the configuration in force says; null if it does not.</summary>
    internal DateTimeOffset? ExpiryOf(ConnectionGrant grant)
    {
        if (_registry.Current.Find(grant.Environment) is not { } rules)
        {
            return null;
        }

        var key = rules.ApiKeyRequired ? rules.Find(grant.Key)?.ExpiresAt : null;
        var session = rules.SessionRequired || grant.UserId is not null ? grant.Session.ExpiresAt : null;
        return key is null || session < key ? session : key;
    }

    private AuthorizationOutcome? JudgeServerToken(string? shown, IPAddress? address, EnvironmentSnapshot snapshot)
    {
        if (string.IsNullOrEmpty(shown) || !snapshot.HasServerTokens)
        {
            return null;
        }

        if (!_limits.MayTry(CredentialDoor.Connect, address, shown))
        {
            return new AuthorizationOutcome.Refused(Refusal.TooManyFailures);
        }

        switch (snapshot.FindServerToken(shown))
        {
            case { IsUnlimited: true }:
                _limits.Succeeded(address, shown);
                return Master;
            case null:
                _limits.Failed(CredentialDoor.Connect, address);
                return null;
            default:
                // A right one that opens other doors.
                return null;
        }
    }

    private void NoteKey(PresentedKey key, IPAddress? address, Refusal? refusal)
    {
        if (refusal == Refusal.ApiKeyInvalid)
        {
            _limits.Failed(CredentialDoor.Connect, address);
        }
        else
        {
            _limits.Succeeded(address, key.Digest!);
        }
    }

    private Refusal? Judge(ConnectionGrant grant, EnvironmentSnapshot snapshot)
    {
        if (snapshot.Find(grant.Environment) is not { } rules)
        {
            return Refusal.EnvironmentNotFound;
        }

        return rules.Pause
            ?? (rules.ApiKeyRequired ? JudgeKey(grant, rules) : null)
            ?? (rules.SessionRequired ? JudgeSession(grant.Session, snapshot.Secret) : null)
            ?? (grant.UserId is not null && _revoked.IsRevoked(grant.Environment, grant.Session) ? Refusal.OfSession(SessionFault.Revoked) : null);
    }

    private Refusal? JudgeKey(ConnectionGrant grant, EnvironmentRules rules)
    {
        if (grant.Key.Digest is null)
        {
            return Refusal.ApiKeyMissing;
        }

        if (rules.Find(grant.Key) is not { } key || _revoked.IsRevoked(grant.Environment, grant.Key))
        {
            return Refusal.ApiKeyInvalid;
        }

        return !key.AllowRealtime ? Refusal.ApiKeyUnauthorized
            : key.IsExpired(_time.GetUtcNow()) ? Refusal.ApiKeyExpired
            : key.CheckPlace(grant.Origin, grant.ClientAddress);
    }

    private Refusal? JudgeSession(in PresentedSession session, SessionSecret? secret)
    {
        if (!session.Given)
        {
            return Refusal.SessionMissing;
        }

        return FaultOf(session, secret) is { } fault ? Refusal.OfSession(fault) : null;
    }

    private SessionFault? FaultOf(in PresentedSession session, SessionSecret? secret) =>
        session.UserId is null ? session.Fault ?? SessionFault.Claims
        : session.Secret?.IsSameAs(secret) != true ? SessionFault.Signature
        : _time.GetUtcNow() >= session.ExpiresAt ? SessionFault.Expired
        : null;
}
