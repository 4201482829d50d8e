namespace RealtimeCluster.Cluster.Tests.ServerApi.Doors;

/// <summary>A page of members as a door gives it.</summary>
/// <param name="Members">Those listed, as JSON.</param>
/// <param name="Updated">Those of earlier pages that changed, as JSON.</param>
/// <param name="Left">Those of earlier pages that left.</param>
/// <param name="Cursor">Where to read on.</param>
internal sealed record MemberPageText(string Members, string Updated, string[] Left, string? Cursor);
