namespace RealtimeCluster.Gateway.Environments;

/// <summary>The judgement of a live connection.</summary>
/// <param name="Fate">What becomes of it.</param>
/// <param name="Reason">What its client is told; <see langword="null"/> when it stays.</param>
internal readonly record struct GrantVerdict(GrantFate Fate, Refusal? Reason = null);
