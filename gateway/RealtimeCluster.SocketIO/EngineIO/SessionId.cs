using System.Security.Cryptography;

namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>Makes session ids: 20 characters of <c>A-Za-z0-9_-</c>, unguessable since whoever knows one owns the session.</summary>
public static class SessionId
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    /// <summary>The length of an id.</summary>
    public const int Length = 20;

    /// <summary>Makes a new id.</summary>
    public static string Create() => RandomNumberGenerator.GetString(Alphabet, Length);
}
