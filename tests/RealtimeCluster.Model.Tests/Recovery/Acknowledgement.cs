using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Model.Tests.Recovery;

/// <summary>A message that its publisher was told is in the log.</summary>
/// <param name="Message">The message.</param>
/// <param name="Owner">Whose log.</param>
/// <param name="Position">Where it is.</param>
/// <param name="Gateway">Who told.</param>
internal sealed record Acknowledgement(int Message, ModelOwner Owner, StreamPosition Position, ModelGateway Gateway);
