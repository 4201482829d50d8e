using RealtimeCluster.Chaos.Histories;

namespace RealtimeCluster.Chaos.Clients;

/// <summary>An event a client sent and has no answer to.</summary>
/// <param name="Frame">How it was sent, and will be again.</param>
/// <param name="Channel">The channel it is about.</param>
/// <param name="Publication">The message; none for a join or a profile.</param>
/// <param name="Profile">The change of the profile; none for all else.</param>
internal sealed record PendingEvent(byte[] Frame, int Channel, Publication? Publication, ProfileChange? Profile = null);
