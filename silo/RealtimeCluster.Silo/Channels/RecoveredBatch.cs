namespace RealtimeCluster.Silo.Channels;

/// <summary>A batch that an owner applied before it died.</summary>
/// <param name="Sequence">Its number at its gateway.</param>
public sealed record RecoveredBatch(long Sequence)
{
    /// <summary>The offset each of its commands became, by the command's place; a command without one changed nothing.</summary>
    public Dictionary<int, long> Offsets { get; } = [];

    /// <summary>The place of the last command that is known to have become an event.</summary>
    public int LastIndex => Offsets.Keys.DefaultIfEmpty(-1).Max();
}
