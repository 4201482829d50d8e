namespace RealtimeCluster.Contracts.Channels;

/// <summary>What became of one command.</summary>
/// <param name="Outcome">Whether it changed anything.</param>
/// <param name="Offset">The offset of the event it became; without one, the log's last offset.</param>
[GenerateSerializer, Immutable, Alias("realtime.command-result")]
public readonly record struct CommandResult([property: Id(0)] CommandOutcome Outcome, [property: Id(1)] long Offset);
