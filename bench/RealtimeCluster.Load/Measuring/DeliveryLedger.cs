namespace RealtimeCluster.Load.Measuring;

/// <summary>What one connection has seen of its channel: enough to tell a repeated, a late and a missing message apart.</summary>
/// <remarks>It remembers the last 64 numbers; one that comes later than that counts as out of order. The first number seen starts the count.</remarks>
internal struct DeliveryLedger
{
    private const int Window = 64;

    private uint _last;
    private ulong _seen;

    /// <summary>Numbers skipped and not made up for since.</summary>
    public int MissingCount { get; private set; }

    public Arrival Record(uint sequence)
    {
        if (_seen == 0)
        {
            _last = sequence;
            _seen = 1;
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
