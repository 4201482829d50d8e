using System.Collections.Concurrent;
using System.IO.Hashing;

namespace RealtimeCluster.Contracts.Payloads;

/// <summary>Lets equal large profiles that arrive from other nodes be one object.</summary>
/// <remarks>
/// A profile travels with each join of its connection. A node that owns, or follows, a hundred channels of one member would keep a hundred copies of it, although
/// the client sent it once. The table keeps no profile alive, and holds an entry for as long as somebody does, give or take those that
/// became unused since it last doubled. A hash finds the candidate, and the bytes decide. Thread-safe.
/// </remarks>
public static class SharedProfiles
{
    /// <summary>Smaller profiles than this are not worth an entry.</summary>
    public const int MinBytes = 4 * 1024;

    private const int MinTrimCount = 1024;

    private static readonly ConcurrentDictionary<UInt128, WeakReference<Payload>> Known = new();
    private static readonly long Seed = Random.Shared.NextInt64();
    private static int _trimAt = MinTrimCount;

    /// <summary>An equal profile that somebody on this node keeps, or this one, which is known from now on.</summary>
    /// <param name="profile">A profile; not changed any more.</param>
    public static Payload? Share(Payload? profile)
    {
        if (profile is null || profile.SizeBytes < MinBytes)
        {
            return profile;
        }

        var hash = Hash(profile);
        if (Known.TryGetValue(hash, out var entry) && entry.TryGetTarget(out var known))
        {
            return Payload.AreEqual(known, profile) ? known : profile;
        }

        Known[hash] = new WeakReference<Payload>(profile);
        if (Known.Count > Volatile.Read(ref _trimAt))
        {
            Trim();
        }

        return profile;
    }

    private static UInt128 Hash(Payload profile)
    {
        var hash = new XxHash128(Seed);
        hash.Append(profile.Json);
        foreach (var attachment in profile.Attachments)
        {
            hash.Append(attachment);
        }

        return hash.GetCurrentHashAsUInt128();
    }

    private static void Trim()
    {
        foreach (var (hash, entry) in Known)
        {
            if (!entry.TryGetTarget(out _))
            {
                Known.TryRemove(new KeyValuePair<UInt128, WeakReference<Payload>>(hash, entry));
            }
        }

        Volatile.Write(ref _trimAt, Math.Max(MinTrimCount, Known.Count * 2));
    }
}
