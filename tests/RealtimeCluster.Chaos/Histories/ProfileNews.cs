namespace RealtimeCluster.Chaos.Histories;

/// <summary>What a session was told of a member's profile, with its join, its leave or a change.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="MemberId">Whose profile.</param>
/// <param name="Profile">The profile; none when the news carried none.</param>
/// <param name="At">When it came.</param>
internal readonly record struct ProfileNews(int Channel, string MemberId, Profile? Profile, TimeSpan At);
