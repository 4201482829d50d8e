using RealtimeCluster.Contracts.Revocations;

namespace RealtimeCluster.Silo.Revocations;

/// <summary>The revoked credentials, numbered in the order in which they were revoked.</summary>
/// <remarks>Bounded in all and by environment. Ended ones are let go when room is needed or all are asked for. Not thread-safe.</remarks>
/// <param name="epoch">The life of the numbering.</param>
/// <param name="maxCount">The most in all.</param>
/// <param name="maxPerEnvironment">The most of an environment.</param>
internal sealed class RevocationLedger(long epoch, int maxCount, int maxPerEnvironment)
{
    private readonly Dictionary<(string Environment, CredentialKind Kind, CredentialDigest Digest), NumberedRevocation> _items = [];
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private long _number;

    /// <summary>What who has read everything knows.</summary>
    public RevocationVersion Version => new(epoch, _number);

    /// <summary>Takes what was stored, in the numbering it was stored in.</summary>
    /// <param name="state">What was stored.</param>
    /// <param name="maxCount">The most in all.</param>
    /// <param name="maxPerEnvironment">The most of an environment.</param>
    public static RevocationLedger Restore(RevocationState state, int maxCount, int maxPerEnvironment)
    {
        var ledger = new RevocationLedger(state.Version.Epoch, maxCount, maxPerEnvironment) { _number = state.Version.Number };
        foreach (var item in state.Items)
        {
            ledger.Put(item);
        }

        return ledger;
    }

    /// <summary>Adds one, or puts the end of one that is there off.</summary>
    /// <param name="revocation">The revocation.</param>
    /// <param name="now">The time.</param>
    /// <returns><see langword="false"/> when there is no room.</returns>
    public bool TryAdd(Revocation revocation, DateTimeOffset now)
    {
        var key = KeyOf(revocation);
        if (_items.TryGetValue(key, out var known))
        {
            if (known.Item.ExpiresAt >= revocation.ExpiresAt)
            {
                return true;
            }
        }
        else if (!HasRoom(revocation.Environment))
        {
            RemoveEnded(now);
            if (!HasRoom(revocation.Environment))
            {
                return false;
            }
        }

        Put(new NumberedRevocation(++_number, revocation));
        return true;
    }

    /// <summary>Those after a version, in order; all there are for a version of another epoch.</summary>
    /// <param name="known">The version.</param>
    /// <param name="now">The time.</param>
    public RevocationList After(RevocationVersion known, DateTimeOffset now)
    {
        var after = known.Epoch == epoch ? known.Number : 0;
        return new RevocationList(Version, after, [.. _items.Values
            .Where(item => item.Number > after && item.Item.ExpiresAt > now)
            .OrderBy(static item => item.Number)
            .Select(static item => item.Item)]);
    }

    /// <summary>What is to be stored.</summary>
    /// <param name="now">The time.</param>
    public RevocationState ToState(DateTimeOffset now)
    {
        RemoveEnded(now);
        return new RevocationState { Version = Version, Items = [.. _items.Values] };
    }

    private static (string Environment, CredentialKind Kind, CredentialDigest Digest) KeyOf(Revocation revocation) =>
        (revocation.Environment, revocation.Kind, revocation.Digest);

    private bool HasRoom(string environment) => _items.Count < maxCount && _counts.GetValueOrDefault(environment) < maxPerEnvironment;

    private void Put(NumberedRevocation item)
    {
        var key = KeyOf(item.Item);
        if (!_items.ContainsKey(key))
        {
            _counts[item.Item.Environment] = _counts.GetValueOrDefault(item.Item.Environment) + 1;
        }

        _items[key] = item;
    }

    private void RemoveEnded(DateTimeOffset now)
    {
        foreach (var (key, item) in _items)
        {
            if (item.Item.ExpiresAt > now)
            {
                continue;
            }

            _items.Remove(key);
            if (--_counts[key.Environment] == 0)
            {
                _counts.Remove(key.Environment);
            }
        }
    }
}
