using System.Net;

namespace RealtimeCluster.Clustering.Membership;

/// <summary>Knocks at a node's address inside the cluster.</summary>
internal interface INodeDoor
{
    /// <summary>Whether the machine is there and says that nothing listens at this address. Not so if nobody answers at all.</summary>
    /// <param name="address">The address.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    Task<bool> RefusesAsync(IPEndPoint address, CancellationToken cancellationToken);
}
