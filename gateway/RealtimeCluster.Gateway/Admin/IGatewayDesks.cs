namespace RealtimeCluster.Gateway.Admin;

/// <summary>Finds the desks of gateways.</summary>
internal interface IGatewayDesks
{
    /// <summary>The desk of one gateway.</summary>
    IGatewayDesk Get(SiloAddress gateway);
}
