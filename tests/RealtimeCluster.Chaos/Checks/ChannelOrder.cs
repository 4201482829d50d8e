using RealtimeCluster.Chaos.Histories;

namespace RealtimeCluster.Chaos.Checks;

/// <summary>Compares positions of one channel, over its epochs.</summary>
/// <remarks>Epochs say nothing of their order; it is the one in which clients first heard of them.</remarks>
internal sealed class ChannelOrder : IComparer<Position>
{
    private readonly Dictionary<string, int> _ranks = new(StringComparer.Ordinal);

    public ChannelOrder(IEnumerable<(Position Position, TimeSpan At)> evidence)
    {
        foreach (var (position, _) in evidence.OrderBy(static entry => entry.At))
        {
            _ranks.TryAdd(position.Epoch, _ranks.Count);
        }
    }

    /// <summary>How many lives the numbering had.</summary>
    public int EpochCount => _ranks.Count;

    public int Compare(Position x, Position y)
    {
        var byEpoch = _ranks.GetValueOrDefault(x.Epoch, -1).CompareTo(_ranks.GetValueOrDefault(y.Epoch, -1));
        return byEpoch != 0 ? byEpoch : x.Offset.CompareTo(y.Offset);
    }
}
