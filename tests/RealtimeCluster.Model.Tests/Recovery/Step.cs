namespace RealtimeCluster.Model.Tests.Recovery;

/// <summary>One step of a history: what happens, and to whom.</summary>
internal readonly record struct Step(int Kind, int A, int B, int C);
