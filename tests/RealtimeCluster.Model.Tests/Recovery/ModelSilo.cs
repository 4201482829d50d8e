using System.Net;
using Orleans.Runtime;

namespace RealtimeCluster.Model.Tests.Recovery;

/// <summary>The address of a node, where Orleans' own would be.</summary>
internal sealed class ModelSilo(SiloAddress address) : ILocalSiloDetails
{
    public string Name => "model";

    public string ClusterId => "model";

    public string DnsHostName => "model";

    public SiloAddress SiloAddress => address;

    public SiloAddress GatewayAddress => SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 0), 0);
}
