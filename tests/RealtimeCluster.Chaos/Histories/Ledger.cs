using System.Collections.Concurrent;

namespace RealtimeCluster.Chaos.Histories;

/// <summary>Everything that was seen in a run. Knows no clock and no socket: whoever records says when.</summary>
/// <remarks>Its own methods may be called by many clients at once.</remarks>
internal sealed class Ledger
{
    private readonly ConcurrentQueue<Session> _sessions = new();
    private readonly ConcurrentDictionary<int, Publication> _publications = new();
    private readonly ConcurrentQueue<Reconnect> _reconnects = new();
    private readonly ConcurrentQueue<InjectedFault> _faults = new();
    private readonly ConcurrentQueue<PresencePoint> _presencePoints = new();
    private readonly ConcurrentQueue<RefusedConnect> _refusedConnects = new();
    private readonly ConcurrentQueue<RewindJoin> _rewindJoins = new();
    private readonly ConcurrentDictionary<string, int> _exceptions = new(StringComparer.Ordinal);
    private int _lastId;
    private int _lastProfile;

    public IReadOnlyCollection<Session> Sessions => _sessions;

    public IReadOnlyDictionary<int, Publication> Publications => _publications;

    public IReadOnlyCollection<Reconnect> Reconnects => _reconnects;

    public IReadOnlyCollection<InjectedFault> Faults => _faults;

    public IReadOnlyCollection<PresencePoint> PresencePoints => _presencePoints;

    public IReadOnlyCollection<RefusedConnect> RefusedConnects => _refusedConnects;

    /// <summary>How often each code was told.</summary>
    public IReadOnlyDictionary<string, int> Exceptions => _exceptions;

    public IReadOnlyCollection<RewindJoin> RewindJoins => _rewindJoins;

    /// <summary>When strangers were there; none in a run without them.</summary>
    public StrangerVisit? Visit { get; private set; }

    /// <summary>A client got an id it did not have.</summary>
    /// <param name="client">The client.</param>
    /// <param name="id">The id.</param>
    /// <param name="gateway">Where it connected.</param>
    /// <param name="at">When.</param>
    /// <param name="isRemote">Whether another process tells of it.</param>
    public Session Connect(string client, string id, string gateway, TimeSpan at, bool isRemote = false)
    {
        var session = new Session(client, id, isRemote);
        session.Open(gateway, at);
        _sessions.Enqueue(session);
        return session;
    }

    /// <summary>A client that had lost its transport is back, with the id it had or with another.</summary>
    /// <param name="former">The session it had; its lost link says since when it heard nothing.</param>
    /// <param name="id">The id it has now.</param>
    /// <param name="gateway">Where it connected.</param>
    /// <param name="at">When.</param>
    /// <param name="hadPosition">Whether it could show one.</param>
    /// <returns>The session it has now.</returns>
    public Session Reconnect(Session former, string id, string gateway, TimeSpan at, bool hadPosition)
    {
        var silentFrom = former.Links[^1].HeardAt;
        var current = former;
        if (id == former.Id)
        {
            former.Open(gateway, at);
        }
        else
        {
            former.End();
            current = Connect(former.Client, id, gateway, at, former.IsRemote);
        }

        _reconnects.Enqueue(new Reconnect(former, current, gateway, silentFrom, at, hadPosition));
        return current;
    }

    /// <summary>A session sends a message for the first time.</summary>
    /// <param name="session">The publisher.</param>
    /// <param name="channel">To where.</param>
    /// <param name="at">When.</param>
    /// <param name="id">Its number if the publisher chose one.</param>
    public Publication Publish(Session session, int channel, TimeSpan at, int? id = null)
    {
        var publication = new Publication(id ?? Interlocked.Increment(ref _lastId), channel, session, session.NextSequence(), at);
        return _publications.TryAdd(publication.Id, publication)
            ? publication
            : throw new InvalidOperationException($"Message {publication.Id} was published before.");
    }

    /// <summary>A client could not connect.</summary>
    public void Refuse(RefusedConnect refused) => _refusedConnects.Enqueue(refused);

    /// <summary>A client joins and asks for what came before.</summary>
    public void Rewind(RewindJoin join) => _rewindJoins.Enqueue(join);

    /// <summary>A client is told by an <c>exception</c>, or in an acknowledgement, that something is not as it should be.</summary>
    /// <param name="code">What.</param>
    public void Tell(string code) => _exceptions.AddOrUpdate(code, 1, static (_, count) => count + 1);

    /// <summary>A number that no profile of the run has.</summary>
    public int NextProfileNumber() => Interlocked.Increment(ref _lastProfile);

    public void Inject(InjectedFault fault) => _faults.Enqueue(fault);

    /// <summary>The strangers of the run have ended.</summary>
    /// <param name="visit">When they were there, and what they did.</param>
    public void See(StrangerVisit visit) => Visit = visit;

    public void Observe(PresencePoint point) => _presencePoints.Enqueue(point);
}
