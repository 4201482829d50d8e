using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using RealtimeCluster.Gateway.Limits;
using RealtimeCluster.SocketIO.Addresses;

namespace RealtimeCluster.Gateway.Environments;

/// <summary>
/// Counts the events of each user against the rate limits of its environment, and for connections without a user those of each address:
/// a new connection is no new subject. Counts are this gateway's own: a user with connections on several gateways has the rate on each.
/// </summary>
/// <remarks>
/// A count lives from the first event to the end of its window. Past <see cref="MaxCounts"/> ended windows are dropped, and if that
/// is not enough all of them: a limit may then let a second helping pass, memory never grows. A limit that was changed is another
/// limit; an unchanged one keeps its counts across reloads.
/// </remarks>
public sealed class EventRateLimits
{
    internal const int MaxCounts = 500_000;

    /// <summary>How much of what a client is given counts as one event.</summary>
    internal const int BytesOfOneEvent = 16_384;

    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<Subject, Window> _windows = new();
    private readonly EnvironmentRegistry _registry;
    private readonly TimeProvider _time;
    private readonly int _maxCounts;
    private long _sweptAt;
    private int _sweeping;
    private int _countEstimate;

    /// <summary>Creates the limits.</summary>
    /// <param name="registry">The environments.</param>
    /// <param name="time">The clock.</param>
    public EventRateLimits(EnvironmentRegistry registry, TimeProvider time)
        : this(registry, time, MaxCounts)
    {
    }

    internal EventRateLimits(EnvironmentRegistry registry, TimeProvider time, int maxCounts)
    {
        _registry = registry;
        _time = time;
        _maxCounts = maxCounts;
        _sweptAt = time.GetTimestamp();
    }

    internal int Count => _windows.Count;

    /// <summary>Counts one event. Without limits in the environment this costs one look-up and allocates nothing.</summary>
    /// <param name="grant">Whose event it is.</param>
    /// <param name="connectionId">The connection, which counts for itself if it has no user and its address is not known.</param>
    /// <param name="errorMessage">What the client is told if the event is too much.</param>
    public bool TryAcquire(ConnectionGrant grant, string connectionId, [NotNullWhen(false)] out string? errorMessage)
    {
        ArgumentNullException.ThrowIfNull(grant);
        ArgumentNullException.ThrowIfNull(connectionId);
        errorMessage = null;
        if (_registry.Current.Find(grant.Environment) is not { RateLimits: { Length: > 0 } limits })
        {
            return true;
        }

        var (kind, id) = SubjectOf(grant, connectionId);
        return TryTake(limits, kind, id, out errorMessage);
    }

    /// <summary>Counts what a client was given beside its events, which is never refused: what comes after it is.</summary>
    /// <param name="grant">Who it is.</param>
    /// <param name="connectionId">The connection, which counts for itself if it has no user and its address is not known.</param>
    /// <param name="count">How many messages it was given.</param>
    /// <param name="bytes">What it was given weighs: every full <see cref="BytesOfOneEvent"/> counts as one event, if that is more.</param>
    public void Charge(ConnectionGrant grant, string connectionId, int count, long bytes)
    {
        ArgumentNullException.ThrowIfNull(grant);
        ArgumentNullException.ThrowIfNull(connectionId);
        if (_registry.Current.Find(grant.Environment) is { RateLimits: { Length: > 0 } limits })
        {
            var (kind, id) = SubjectOf(grant, connectionId);
            Charge(limits, kind, id, Math.Max(count, bytes / BytesOfOneEvent));
        }
    }

    /// <summary>Counts what the answer to a request without a connection weighs, for the client's address.</summary>
    internal void Charge(EnvironmentRules rules, IPAddress? address, long bytes) =>
        Charge(rules.RateLimits, SubjectKind.Request, IdOf(address), bytes / BytesOfOneEvent);

    private static (SubjectKind Kind, string Id) SubjectOf(ConnectionGrant grant, string connectionId) => grant.UserId is { } userId ? (SubjectKind.User, userId)
        : grant.AddressId is { } address ? (SubjectKind.Address, address)
        : (SubjectKind.Connection, connectionId);

    private static string IdOf(IPAddress? address) => address is null ? string.Empty : AddressPrefix.OfClient(address).ToString();

    private void Charge(RateLimit[] limits, SubjectKind kind, string id, long count)
    {
        if (count > 0)
        {
            Array.ForEach(limits, limit => GetWindow(new Subject(limit, kind, id)).Charge(limit, count, _time));
        }
    }

    /// <summary>Counts one request that came without a connection, for the client's address.</summary>
    internal bool TryAcquire(EnvironmentRules rules, IPAddress? address, [NotNullWhen(false)] out string? errorMessage)
    {
        errorMessage = null;
        return rules.RateLimits.Length == 0
            || TryTake(rules.RateLimits, SubjectKind.Request, IdOf(address), out errorMessage);
    }

    private bool TryTake(RateLimit[] limits, SubjectKind kind, string id, [NotNullWhen(false)] out string? errorMessage)
    {
        SweepIfDue();
        foreach (var limit in limits)
        {
            if (!GetWindow(new Subject(limit, kind, id)).TryTake(limit, _time))
            {
                errorMessage = limit.ErrorMessage;
                return false;
            }
        }

        errorMessage = null;
        return true;
    }

    private Window GetWindow(in Subject subject)
    {
        if (_windows.TryGetValue(subject, out var window))
        {
            return window;
        }

        Interlocked.Increment(ref _countEstimate);
        return _windows.GetOrAdd(subject, static (_, time) => new Window(time.GetTimestamp()), _time);
    }

    private void SweepIfDue()
    {
        // The dictionary's own count takes all its locks; it is asked only by the one sweeper.
        var full = Volatile.Read(ref _countEstimate) >= _maxCounts;
        if ((!full && _time.GetElapsedTime(Volatile.Read(ref _sweptAt)) < SweepInterval) || Interlocked.Exchange(ref _sweeping, 1) != 0)
        {
            return;
        }

        foreach (var (subject, window) in _windows)
        {
            if (window.HasEnded(subject.Limit, _time))
            {
                _windows.TryRemove(subject, out _);
            }
        }

        var left = _windows.Count;
        if (left >= _maxCounts)
        {
            _windows.Clear();
            left = 0;
        }

        Volatile.Write(ref _countEstimate, left);
        Volatile.Write(ref _sweptAt, _time.GetTimestamp());
        Volatile.Write(ref _sweeping, 0);
    }

    private enum SubjectKind
    {
        User,
        Connection,
        Address,
        Request,
    }

    private readonly record struct Subject(RateLimit Limit, SubjectKind Kind, string Id);

    /// <summary>How many events one subject sent since its window opened.</summary>
    private sealed class Window(long openedAt)
    {
        private readonly Lock _lock = new();
        private long _openedAt = openedAt;
        private long _taken;

        public bool TryTake(RateLimit limit, TimeProvider time)
        {
            lock (_lock)
            {
                OpenIfEnded(limit, time);
                if (_taken >= limit.Rate)
                {
                    return false;
                }

                _taken++;
                return true;
            }
        }

        public void Charge(RateLimit limit, long count, TimeProvider time)
        {
            lock (_lock)
            {
                OpenIfEnded(limit, time);
                _taken += count;
            }
        }

        private void OpenIfEnded(RateLimit limit, TimeProvider time)
        {
            if (time.GetElapsedTime(_openedAt) >= limit.Duration)
            {
                _openedAt = time.GetTimestamp();
                _taken = 0;
            }
        }

        public bool HasEnded(RateLimit limit, TimeProvider time)
        {
            lock (_lock)
            {
                return time.GetElapsedTime(_openedAt) >= limit.Duration;
            }
        }
    }
}
