namespace RealtimeCluster.Chaos.Histories;

/// <summary>A member's profile: a number that no other profile of the run has, and a filling that makes it large.</summary>
/// <param name="Number">Which one.</param>
/// <param name="FillingBytes">How much of the filling there is.</param>
internal readonly record struct Profile(int Number, int FillingBytes);
