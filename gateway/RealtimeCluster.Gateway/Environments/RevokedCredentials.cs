using System.Collections.Concurrent;
using System.Globalization;
using RealtimeCluster.Contracts.Revocations;

namespace RealtimeCluster.Gateway.Environments;

/// <summary>The sessions and API keys that count no more, as far as this gateway knows.</summary>
/// <remarks>Thread-safe. Bounded by what the cluster keeps; what has ended is let go when something new comes.</remarks>
public sealed class RevokedCredentials
{
    private readonly ConcurrentDictionary<(string Environment, CredentialKind Kind, CredentialDigest Digest), DateTimeOffset> _items = new();
    private readonly Lock _change = new();
    private readonly TimeProvider _time;
    private RevocationVersion _version;

    /// <summary>Creates an empty set.</summary>
    /// <param name="time">The clock.</param>
    public RevokedCredentials(TimeProvider time) => _time = time;

    /// <summary>Something was revoked. Raised on the thread that brought it; followers must not block it.</summary>
    public event Action? Changed;

    /// <summary>What it knows.</summary>
    public RevocationVersion Version
    {
        get
        {
            lock (_change)
            {
                return _version;
            }
        }
    }

    /// <summary>Takes what the cluster told by itself. What came before it and is missing here is still missing in <see cref="Version"/>.</summary>
    /// <param name="list">The revocations.</param>
    public void Take(RevocationList list)
    {
        ArgumentNullException.ThrowIfNull(list);
        Take(list, list.Version.Epoch == Version.Epoch && list.After <= Version.Number);
    }

    /// <summary>Takes what the cluster answered to who knew <see cref="Version"/>.</summary>
    /// <param name="list">The revocations after that, or all there are.</param>
    public void TakeAnswer(RevocationList list)
    {
        ArgumentNullException.ThrowIfNull(list);
        Take(list, isComplete: true);
    }

    /// <summary>All it knows.</summary>
    public Revocation[] ToArray() =>
        [.. _items.Select(static item => new Revocation(item.Key.Environment, item.Key.Kind, item.Key.Digest, item.Value))];

    /// <summary>Whether a session counts no more.</summary>
    internal bool IsRevoked(string environment, in PresentedSession session) =>
        session.Key is { } digest && IsRevoked(environment, CredentialKind.Session, digest);

    /// <summary>Whether an API key counts no more.</summary>
    internal bool IsRevoked(string environment, PresentedKey key) =>
        !_items.IsEmpty && key.Digest is { } text && IsRevoked(environment, CredentialKind.ApiKey, Shorten(text));

    // Both are the SHA-256 of the key; this one is shorter.
    private static CredentialDigest Shorten(string hex) => new(
        ulong.Parse(hex.AsSpan(0, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
        ulong.Parse(hex.AsSpan(16, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));

    private bool IsRevoked(string environment, CredentialKind kind, CredentialDigest digest) =>
        !_items.IsEmpty && _items.TryGetValue((environment, kind, digest), out var expiresAt) && _time.GetUtcNow() < expiresAt;

    private void Take(RevocationList list, bool isComplete)
    {
        var isNew = false;
        lock (_change)
        {
            var now = _time.GetUtcNow();
            foreach (var (key, expiresAt) in _items)
            {
                if (expiresAt <= now)
                {
                    _items.TryRemove(key, out _);
                }
            }

            foreach (var item in list.Items)
            {
                var key = (item.Environment, item.Kind, item.Digest);
                if (item.ExpiresAt > now && (!_items.TryGetValue(key, out var known) || known < item.ExpiresAt))
                {
                    _items[key] = item.ExpiresAt;
                    isNew = true;
                }
            }

            // Lists may come in another order than they were sent in.
            if (isComplete && (list.Version.Epoch != _version.Epoch || list.Version.Number > _version.Number))
            {
                _version = list.Version;
            }
        }

        if (isNew)
        {
            Changed?.Invoke();
        }
    }
}
