namespace RealtimeCluster.Contracts.Client;

/// <summary>A channel that has members.</summary>
/// <param name="Name">Its name.</param>
/// <param name="MemberCount">How many members it has.</param>
public sealed record ChannelSummary(string Name, int MemberCount);
