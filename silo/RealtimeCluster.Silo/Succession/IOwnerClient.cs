using RealtimeCluster.Clustering.Nodes;
using RealtimeCluster.Silo.Channels.HandOver;

namespace RealtimeCluster.Silo.Succession;

/// <summary>Finds the silos that own channels and session shards.</summary>
internal interface IOwnerClient
{
    /// <summary>The silos that are alive as far as this one knows.</summary>
    IReadOnlyList<SiloAddress> GetLive();

    /// <summary>The silos at which owners come to life: those that live and do not stop.</summary>
    IReadOnlyList<SiloAddress> GetHomes();

    /// <summary>The silo at which an owner comes to life and which is asked for what it left, see <see cref="OwnerHome"/>.</summary>
    /// <param name="owner">The owner.</param>
    SiloAddress FindHome(GrainId owner);

    /// <summary>The service of one silo.</summary>
    /// <param name="silo">Its address.</param>
    IOwnerService Get(SiloAddress silo);
}
