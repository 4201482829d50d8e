namespace RealtimeCluster.Gateway.Forwarding;

/// <summary>Finds the forwarding service of a gateway.</summary>
internal interface IForwardingClient
{
    /// <summary>The service of the gateway at an address.</summary>
    IForwardingService Get(SiloAddress gateway);
}
