namespace RealtimeCluster.Load.Measuring;

/// <summary>What one connection has seen of its channel: enough to tell a repeated, a late and a missing message apart.</summary>
/// <remarks>It remembers the last 64 numbers; one that comes later than that counts as out of order.</remarks>
internal struct DeliveryLedger
{
    private const int Window = 64;

    // 0 if unknown; then the first number seen starts the count.
    private readonly uint _first;
    private uint _last;
    private ulong _seen;

    /// <summary>Starts when this much was published, none of which need arrive, and all that follows must.</summary>
    public DeliveryLedger(uint publishedBefore)
    {
        _first = publishedBefore + 1;
    }

    /// <summary>Numbers skipped and not made up for since.</summary>
    public int MissingCount { get; private set; }

    /// <summary>Numbers that did not come although all up to the last one should have by now.</summary>
    public readonly int MissingUpTo(uint last)
    {
        var next = _seen == 0 ? _first : _last + 1;
        return MissingCount + (next > 0 && last >= next ? (int)(last - next + 1) : 0);
    }

    public Arrival Record(uint sequence)
    {
        if (_seen == 0)
        {
            _last = sequence;
            _seen = 1;
            MissingCount = _first > 0 && sequence > _first ? (int)(sequence - _first) : 0;
            return Arrival.InOrder;
        }

        if (sequence > _last)
        {
            var step = sequence - _last;
            MissingCount += (int)(step - 1);
            _seen = step < Window ? (_seen << (int)step) | 1 : 1;
            _last = sequence;
            return Arrival.InOrder;
        }

        var age = _last - sequence;
        if (age >= Window)
        {
            return Arrival.OutOfOrder;
        }

        if ((_seen & (1UL << (int)age)) != 0)
        {
            return Arrival.Duplicate;
        }

        _seen |= 1UL << (int)age;
        MissingCount--;
        return Arrival.OutOfOrder;
    }
}
