namespace RealtimeCluster.Chaos.Histories;

/// <summary>A fault that was injected.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Target">On what.</param>
/// <param name="At">When it began.</param>
/// <param name="Owned">The channels whose owner the target had then; null when it has none, or nobody could be asked.</param>
internal sealed record InjectedFault(string Kind, string Target, TimeSpan At, IReadOnlySet<int>? Owned = null);
