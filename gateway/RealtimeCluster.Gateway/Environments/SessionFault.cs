namespace RealtimeCluster.Gateway.Environments;

/// <summary>What is wrong with a session token.</summary>
internal enum SessionFault
{
    /// <summary>It is no JSON Web Token, or too long.</summary>
    Malformed,

    /// <summary>It was signed with another secret or another algorithm than HS256, or not at all.</summary>
    Signature,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>Its time has not begun.</summary>
    NotYetValid,

    /// <summary>It has no <c>userId</c>, or no <c>envId</c>.</summary>
    Claims,

    /// <summary>Its <c>envId</c> is another one.</summary>
    OtherEnvironment,

    /// <summary>It was revoked.</summary>
    Revoked,

    /// <summary>The server has no <c>Realtime:SessionSecret</c>, so no token counts.</summary>
    NoSecret,
}
