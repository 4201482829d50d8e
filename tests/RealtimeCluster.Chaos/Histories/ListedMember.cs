namespace RealtimeCluster.Chaos.Histories;

/// <summary>A member as <c>get_members</c> names it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Profile">Its profile, if it has one.</param>
internal readonly record struct ListedMember(string Id, Profile? Profile = null);
