namespace RealtimeCluster.Silo.Log.Members;

/// <summary>One change of one member.</summary>
/// <param name="ConnectionId">The member.</param>
/// <param name="Place">Its place in the order of joining.</param>
/// <param name="IsLeave">It left; else it shows something else.</param>
internal readonly record struct MemberChange(string ConnectionId, long Place, bool IsLeave);
