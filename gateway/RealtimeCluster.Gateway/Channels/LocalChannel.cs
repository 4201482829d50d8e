using System.Runtime.InteropServices;

namespace RealtimeCluster.Gateway.Channels;

/// <summary>The connections of this gateway that receive a log's events, and this gateway's copy of the log's tail.</summary>
/// <remarks>Every use holds <see cref="Lock"/>: deliveries come from the stream's turn, additions to broadcasts from connects.</remarks>
internal sealed class LocalChannel(ChannelReplica replica)
{
    private static long LastNumber;

    private readonly List<EventReceiver> _members = [];
    private readonly Dictionary<string, Place> _places = new(StringComparer.Ordinal);

    public Lock Lock { get; } = new();

    /// <summary>Orders channels where an order is needed.</summary>
    public long Number { get; } = Interlocked.Increment(ref LastNumber);

    /// <summary>Set once it left the index: whoever still has it must look again.</summary>
    public bool IsRemoved { get; set; }

    public ChannelReplica Replica => replica;

    public ReadOnlySpan<EventReceiver> Members => CollectionsMarshal.AsSpan(_members);

    public int Count => _members.Count;

    public bool Contains(EventReceiver connection) =>
        _places.TryGetValue(connection.Id, out var place) && ReferenceEquals(_members[place.Index], connection);

    /// <summary>Finds a receiver by its id, also one whose connection is gone.</summary>
    public EventReceiver? Find(string id) => _places.TryGetValue(id, out var place) ? _members[place.Index] : null;

    /// <summary>The offset of a member's join.</summary>
    public long JoinedAt(EventReceiver connection) => _places.TryGetValue(connection.Id, out var place) ? place.JoinedAt : 0;

    public bool Add(EventReceiver connection, long joinedAt = 0)
    {
        if (!_places.TryAdd(connection.Id, new Place(_members.Count, joinedAt)))
        {
            return false;
        }

        _members.Add(connection);
        return true;
    }

    public bool Remove(EventReceiver connection)
    {
        if (!Contains(connection))
        {
            return false;
        }

        _places.Remove(connection.Id, out var place);

        // The last member takes the free place: nobody promises an order among the receivers of one event.
        var last = _members[^1];
        _members.RemoveAt(_members.Count - 1);
        if (!ReferenceEquals(last, connection))
        {
            _members[place.Index] = last;
            _places[last.Id] = _places[last.Id] with { Index = place.Index };
        }

        return true;
    }

    private readonly record struct Place(int Index, long JoinedAt);
}
