namespace RealtimeCluster.Chaos.Histories;

/// <summary>A <c>channel:join</c> or <c>channel:leave</c> a session received.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="MemberId">Whom it is about.</param>
/// <param name="IsJoin">Joined, or else left.</param>
/// <param name="At">When it came.</param>
internal readonly record struct MemberEvent(int Channel, string MemberId, bool IsJoin, TimeSpan At);
