using System.Runtime.InteropServices;

namespace RealtimeCluster.Gateway.FanOut;

/// <summary>The connections of this gateway that receive a log's events, and the last event they were given.</summary>
/// <remarks>Every use holds <see cref="Lock"/>: deliveries come from the stream's turn, additions to broadcasts from connects.</remarks>
internal sealed class LocalChannel
{
    private readonly List<EventReceiver> _members = [];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    public Lock Lock { get; } = new();

    /// <summary>Set once it left the index: whoever still has it must look again.</summary>
    public bool IsRemoved { get; set; }

    public long Epoch { get; set; }

    public long LastOffset { get; set; }

    public ReadOnlySpan<EventReceiver> Members => CollectionsMarshal.AsSpan(_members);

    public int Count => _members.Count;

    public bool Contains(EventReceiver connection) => _places.ContainsKey(connection.Id);

    /// <summary>Finds a receiver by its id, also one whose connection is gone.</summary>
    public EventReceiver? Find(string id) => _places.TryGetValue(id, out var place) ? _members[place] : null;

    public bool Add(EventReceiver connection)
    {
        if (!_places.TryAdd(connection.Id, _members.Count))
        {
            return false;
        }

        _members.Add(connection);
        return true;
    }

    public bool Remove(EventReceiver connection)
    {
        if (!_places.Remove(connection.Id, out var place))
        {
            return false;
        }

        // The last member takes the free place: nobody promises an order among the receivers of one event.
        var last = _members[^1];
        _members.RemoveAt(_members.Count - 1);
        if (!ReferenceEquals(last, connection))
        {
            _members[place] = last;
            _places[last.Id] = place;
        }

        return true;
    }
}
