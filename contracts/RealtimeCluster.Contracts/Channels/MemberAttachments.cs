namespace RealtimeCluster.Contracts.Channels;

/// <summary>The binary parts of one profile of a <see cref="MemberList"/>.</summary>
/// <param name="Index">The place of its member in the list, from 0.</param>
/// <param name="Parts">The parts, indexed by the placeholders of that profile. Never changed.</param>
[GenerateSerializer, Immutable, Alias("realtime.member-attachments")]
public readonly record struct MemberAttachments([property: Id(0)] int Index, [property: Id(1)] byte[][] Parts);
