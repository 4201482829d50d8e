
namespace RealtimeCluster.Gateway.Channels;

/// <summary>The logs of which a connection has had events here. Equal sets are one object.</summary>
/// <remarks>
/// Every connection of a gateway has had a log's events up to the same one, so connections with equal sets have equal
/// positions, and one encoded event serves all of them. Immutable; used by the stream's turns only.
/// </remarks>
internal sealed class PositionSet
{
    /// <summary>The most logs a connection can be resumed in. With more of them it is not.</summary>
    public const int MaxLogCount = 100;

    private readonly LocalChannel[] _channels;

    public PositionSet(LocalChannel[] channels) => _channels = channels;

    public ReadOnlySpan<LocalChannel> Channels => _channels;

    /// <summary>The length of the argument that <see cref="Write"/> makes.</summary>
    public int ArgumentLength => (_channels.Length * PositionToken.SlotLength) + 2;

    public bool Contains(LocalChannel channel) => Array.IndexOf(_channels, channel) >= 0;

    /// <summary>The JSON argument that goes with an event.</summary>
    /// <param name="current">The log the event is of.</param>
    /// <param name="offset">The offset it brings its receiver to; the other logs stand at their last event.</param>
    public byte[] WriteArgument(LocalChannel current, long offset)
    {
        var argument = new byte[ArgumentLength];
        Write(argument, current, offset);
        return argument;
    }

    /// <summary>Writes the JSON argument that goes with an event.</summary>
    /// <param name="destination">Exactly <see cref="ArgumentLength"/> bytes.</param>
    /// <param name="current">The log the event is of.</param>
    /// <param name="offset">The event's offset; the other logs stand at their last event.</param>
    public void Write(Span<byte> destination, LocalChannel current, long offset)
    {
        destination[0] = (byte)'"';
        var position = 1;
        foreach (var channel in _channels)
        {
            var isCurrent = ReferenceEquals(channel, current);
            PositionToken.WriteSlot(destination[position..], channel.Replica.Name, channel.Replica.Epoch, isCurrent ? offset : channel.Replica.LastOffset);
            position += PositionToken.SlotLength;
        }

        destination[position] = (byte)'"';
    }
}
