namespace RealtimeCluster.Gateway.Connections;

/// <summary>The numbers of acknowledgements that messages on one transport asked for: a number that comes again there is of another message.</summary>
/// <remarks>
/// Not thread-safe: a connection's own events use it, and only on a connection that goes on after a recovery. What is sent again then comes first, so after
/// <see cref="MaxCount"/> numbers only the highest is kept: of a client that counts, every number is new.
/// </remarks>
internal sealed class AckNumbers
{
    private const int MaxCount = 256;

    private HashSet<long>? _used = [];
    private long _highest = -1;

    /// <summary>Takes a number.</summary>
    /// <param name="number">The number.</param>
    /// <returns>Whether it is certain that it was not taken before.</returns>
    public bool TryTake(long number)
    {
        var isNew = _used?.Add(number) ?? number > _highest;
        _highest = Math.Max(_highest, number);
        if (_used?.Count >= MaxCount)
        {
            _used = null;
        }

        return isNew;
    }
}
