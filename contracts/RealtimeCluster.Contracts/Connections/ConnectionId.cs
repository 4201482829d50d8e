using System.Security.Cryptography;

namespace RealtimeCluster.Contracts.Connections;

/// <summary>
/// The form of a connection's id: 20 characters of <c>A-Z a-z 0-9 _ -</c>, of which the first five name the gateway that gave it
/// out, the last one the shard of its session, and the rest are random (84 bits).
/// </summary>
public static class ConnectionId
{
    /// <summary>The length of an id.</summary>
    public const int Length = 20;

    /// <summary>How many characters at the start of an id name the gateway.</summary>
    public const int TagLength = 5;

    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

    /// <summary>How many shards an id can name.</summary>
    public const int ShardCount = 64;

    /// <summary>A new id that <paramref name="gateway"/> gives out, in any shard.</summary>
    /// <param name="gateway">The silo address of the gateway.</param>
    public static string New(SiloAddress gateway) => New(TagOf(gateway), RandomNumberGenerator.GetInt32(ShardCount));

    /// <summary>A new id of a connection whose session is in <paramref name="shard"/>.</summary>
    /// <param name="tag">What ids of the gateway begin with; see <see cref="TagOf"/>.</param>
    /// <param name="shard">The shard, less than <see cref="ShardCount"/>.</param>
    public static string New(string tag, int shard)
    {
        ArgumentNullException.ThrowIfNull(tag);
        ArgumentOutOfRangeException.ThrowIfNotEqual(tag.Length, TagLength);
        ArgumentOutOfRangeException.ThrowIfNegative(shard);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(shard, ShardCount);
        return string.Create(Length, (tag, shard), static (text, parts) =>
        {
            Span<byte> random = stackalloc byte[Length - TagLength - 1];
            RandomNumberGenerator.Fill(random);
            parts.tag.CopyTo(text);
            for (var i = 0; i < random.Length; i++)
            {
                text[TagLength + i] = Alphabet[random[i] & 63];
            }

            text[^1] = Alphabet[parts.shard];
        });
    }

    /// <summary>The shard that an id names; 0 for a text that is none.</summary>
    /// <param name="connectionId">Any text.</param>
    public static int ShardOf(string connectionId)
    {
        ArgumentNullException.ThrowIfNull(connectionId);
        return connectionId.Length == 0 ? 0 : Math.Max(0, Alphabet.IndexOf(connectionId[^1], StringComparison.Ordinal));
    }

    /// <summary>Whether <paramref name="connectionId"/> was given out by <paramref name="gateway"/>.</summary>
    /// <param name="connectionId">Any text.</param>
    /// <param name="gateway">The silo address of a gateway.</param>
    public static bool IsOf(string connectionId, SiloAddress gateway)
    {
        ArgumentNullException.ThrowIfNull(connectionId);
        if (connectionId.Length != Length)
        {
            return false;
        }

        Span<char> tag = stackalloc char[TagLength];
        WriteTag(tag, GetTag(gateway));
        return connectionId.AsSpan(0, TagLength).SequenceEqual(tag);
    }

    /// <summary>What the ids that <paramref name="gateway"/> gives out begin with.</summary>
    /// <param name="gateway">The silo address of the gateway.</param>
    public static string TagOf(SiloAddress gateway) => string.Create(TagLength, GetTag(gateway), static (text, tag) => WriteTag(text, tag));

    private static uint GetTag(SiloAddress gateway)
    {
        ArgumentNullException.ThrowIfNull(gateway);

        // FNV-1a: it must be the same in every process, which string.GetHashCode is not.
        var hash = 2166136261u;
        foreach (var unit in gateway.ToParsableString())
        {
            hash = (hash ^ unit) * 16777619u;
        }

        return hash;
    }

    private static void WriteTag(Span<char> text, uint tag)
    {
        for (var i = 0; i < TagLength; i++)
        {
            text[i] = Alphabet[(int)(tag >> (i * 6)) & 63];
        }
    }
}
