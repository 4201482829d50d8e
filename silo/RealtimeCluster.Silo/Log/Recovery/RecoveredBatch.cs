using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Silo.Log.Recovery;

/// <summary>A batch that a former owner applied, and whose answer its gateway may not have.</summary>
/// <param name="Sequence">Its number at its gateway.</param>
[GenerateSerializer, Immutable, Alias("realtime.recovered-batch")]
public sealed record RecoveredBatch([property: Id(0)] long Sequence)
{
    /// <summary>The offset each of its commands became, by the command's place; a command without one changed nothing.</summary>
    [Id(1)]
    public Dictionary<int, long> Offsets { get; init; } = [];

    /// <summary>Whether it is known of every command what became of it.</summary>
    [Id(2)]
    public bool IsWhole { get; init; }

    /// <summary>The place of the last command of which that is known.</summary>
    public int LastIndex => IsWhole ? int.MaxValue : Offsets.Keys.DefaultIfEmpty(-1).Max();

    /// <summary>A batch that was answered by an owner that hands over.</summary>
    /// <param name="sequence">Its number.</param>
    /// <param name="results">The answer.</param>
    public static RecoveredBatch Of(long sequence, CommandResult[] results) => new(sequence)
    {
        Offsets = results.Index()
            .Where(static result => result.Item.Outcome == CommandOutcome.Applied)
            .ToDictionary(static result => result.Index, static result => result.Item.Offset),
        IsWhole = true,
    };
}
