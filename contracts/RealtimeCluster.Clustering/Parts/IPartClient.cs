namespace RealtimeCluster.Clustering.Parts;

/// <summary>Finds the nodes that keep large answers.</summary>
internal interface IPartClient
{
    /// <summary>One node.</summary>
    /// <param name="node">Its silo address.</param>
    IPartService Get(SiloAddress node);
}
