using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace RealtimeCluster.Gateway.Environments;

/// <summary>A server token as compiled from the configuration. It holds the token's digest only.</summary>
internal sealed class ServerToken(ServerTokenOptions options)
{
    private const int TicketIterations = 100_000;

    private static readonly byte[] TicketSalt = "realtime.admin.ticket"u8.ToArray();

    private readonly byte[] _digest = DigestOf(options.Token);
    private readonly FrozenSet<string> _environments = options.Environments.ToFrozenSet(StringComparer.Ordinal);
    private readonly FrozenSet<ServerVerb> _verbs = options.Verbs.ToFrozenSet();
    private byte[]? _ticketKey;

    /// <summary>What logs call it.</summary>
    public string Name { get; } = string.IsNullOrWhiteSpace(options.Name) ? "unnamed" : options.Name;

    /// <summary>Whether it may do everything everywhere, as a master connection does.</summary>
    public bool IsUnlimited => _environments.Count == 0 && _verbs.Count == 0;

    /// <summary>Whether it opens the admin page.</summary>
    public bool MayAdminister => _environments.Count == 0 && (_verbs.Count == 0 || _verbs.Contains(ServerVerb.Administer));

    /// <summary>The key of tickets that stand for this token. All gateways come to the same one, and it is gone with the token.</summary>
    public byte[] TicketKey => _ticketKey ??= DeriveTicketKey(_digest);

    /// <summary>Digests have one length, so comparing them tells nothing of a token's.</summary>
    public static byte[] DigestOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>Compares in constant time.</summary>
    public bool Matches(ReadOnlySpan<byte> digest) => CryptographicOperations.FixedTimeEquals(digest, _digest);

    public bool Allows(string environment, ServerVerb verb) =>
        (_environments.Count == 0 || _environments.Contains(environment)) && (_verbs.Count == 0 || _verbs.Contains(verb));

    // Slowly, so that who steals a ticket cannot try tokens against its signature as fast as he likes.
    private static byte[] DeriveTicketKey(byte[] digest) =>
        Rfc2898DeriveBytes.Pbkdf2(digest, TicketSalt, TicketIterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
}
