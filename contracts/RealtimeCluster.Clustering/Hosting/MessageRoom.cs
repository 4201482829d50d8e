using Microsoft.Extensions.Options;

namespace RealtimeCluster.Clustering.Hosting;

/// <summary>What a message between nodes has room for, for the rules that compare other settings with it.</summary>
public static class MessageRoom
{
    /// <summary>The largest single thing that fits.</summary>
    /// <param name="cluster">The options of the cluster.</param>
    /// <returns><see langword="null"/> when these are wrong themselves: their own rules say so, and nothing can be compared with them.</returns>
    public static long? Of(IOptions<ClusterOptions> cluster)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        try
        {
            return cluster.Value.GetMaxItemBytes();
        }
        catch (OptionsValidationException)
        {
            return null;
        }
    }
}
