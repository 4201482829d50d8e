namespace RealtimeCluster.Chaos.Checks;

/// <summary>One broken promise: what, who, where, with the ids.</summary>
/// <param name="Kind">Which promise.</param>
/// <param name="Channel">In which channel, if in one.</param>
/// <param name="Text">The facts.</param>
internal sealed record Violation(ViolationKind Kind, int? Channel, string Text)
{
    public override string ToString() => Channel is { } channel ? $"{Kind} in channel {channel}: {Text}" : $"{Kind}: {Text}";
}
