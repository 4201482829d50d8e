namespace RealtimeCluster.Chaos.Histories;

/// <summary>A fault that was injected.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Target">On what.</param>
/// <param name="At">When it began.</param>
internal sealed record InjectedFault(string Kind, string Target, TimeSpan At);
