namespace RealtimeCluster.Chaos.Histories;

/// <summary>A client tried to connect and could not, which its library tells its user.</summary>
/// <param name="Client">The client.</param>
/// <param name="At">When.</param>
/// <param name="Reason">What it was told.</param>
internal sealed record RefusedConnect(string Client, TimeSpan At, string Reason);
