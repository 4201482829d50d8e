using System.Net;

namespace RealtimeCluster.Chaos.Network;

/// <summary>Where a client can connect.</summary>
/// <param name="Name">The node's name, or that of a proxy before it.</param>
/// <param name="EndPoint">Its address.</param>
internal sealed record Gateway(string Name, IPEndPoint EndPoint);
