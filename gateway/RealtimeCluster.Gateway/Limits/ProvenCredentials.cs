using System.Collections.Concurrent;
using RealtimeCluster.SocketIO.Addresses;

namespace RealtimeCluster.Gateway.Limits;

/// <summary>Which credentials were right lately, and from where: these clients are heard although somebody guesses behind their address.</summary>
/// <remarks>
/// Kept for one to two spans, and no more than a fixed number of them: when one half is full the older one is forgotten. Only hashes
/// are kept, which differ from process to process. Thread-safe.
/// </remarks>
/// <param name="span">How long half of them is gathered.</param>
/// <param name="maxCount">How many of them are in one half.</param>
/// <param name="time">The clock.</param>
internal sealed class ProvenCredentials(TimeSpan span, int maxCount, TimeProvider time)
{
    private readonly Lock _gate = new();
    private volatile ConcurrentDictionary<Proof, byte> _young = new();
    private volatile ConcurrentDictionary<Proof, byte> _old = new();
    private long _turnedAt = time.GetTimestamp();
    private int _count;

    /// <summary>Whether it was right from there lately.</summary>
    public bool Contains(AddressPrefix client, string credential)
    {
        TurnIfDue();
        var proof = Proof.Of(client, credential);
        return _young.ContainsKey(proof) || _old.ContainsKey(proof);
    }

    /// <summary>It was right from there.</summary>
    public void Add(AddressPrefix client, string credential)
    {
        TurnIfDue();
        var proof = Proof.Of(client, credential);
        if (!_young.ContainsKey(proof) && _young.TryAdd(proof, 0))
        {
            Interlocked.Increment(ref _count);
        }
    }

    private void TurnIfDue()
    {
        if (!IsDue())
        {
            return;
        }

        lock (_gate)
        {
            if (IsDue())
            {
                _old = time.GetElapsedTime(_turnedAt) >= span * 2 ? new() : _young;
                _young = new();
                _count = 0;
                Volatile.Write(ref _turnedAt, time.GetTimestamp());
            }
        }
    }

    private bool IsDue() => Volatile.Read(ref _count) >= maxCount || time.GetElapsedTime(Volatile.Read(ref _turnedAt)) >= span;

    private readonly record struct Proof(AddressPrefix Client, int Hash)
    {
        public static Proof Of(AddressPrefix client, string credential) => new(client, string.GetHashCode(credential, StringComparison.Ordinal));
    }
}
