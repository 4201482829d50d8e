using RealtimeCluster.Silo.Channels.HandOver;

namespace RealtimeCluster.Silo.Succession;

/// <summary>Finds the silos that own channels and session shards.</summary>
internal interface IOwnerClient
{
    /// <summary>The silos that are alive as far as this one knows.</summary>
    IReadOnlyList<SiloAddress> GetLive();

    /// <summary>The service of one silo.</summary>
    /// <param name="silo">Its address.</param>
    IOwnerService Get(SiloAddress silo);
}
