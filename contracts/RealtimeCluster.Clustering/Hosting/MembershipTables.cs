using Microsoft.Extensions.Configuration;

namespace RealtimeCluster.Clustering.Hosting;

/// <summary>Which settings choose where the membership table lies.</summary>
internal static class MembershipTables
{
    /// <summary>The setting for Redis.</summary>
    public const string Redis = $"{ClusterOptions.SectionName}:{nameof(ClusterOptions.Redis)}";

    /// <summary>The setting for Azure tables.</summary>
    public const string AzureTables = $"{ClusterOptions.SectionName}:{nameof(ClusterOptions.AzureTables)}";

    /// <summary>Orleans' own setting, which Orleans reads by itself.</summary>
    public const string Orleans = "Orleans:Clustering:ProviderType";

    /// <summary>Those that are set; a node has one at most.</summary>
    /// <param name="options">The options.</param>
    /// <param name="configuration">The whole configuration.</param>
    public static IEnumerable<string> Find(ClusterOptions options, IConfiguration configuration)
    {
        if (!string.IsNullOrEmpty(options.Redis))
        {
            yield return Redis;
        }

        if (!string.IsNullOrEmpty(options.AzureTables))
        {
            yield return AzureTables;
        }

        if (!string.IsNullOrEmpty(configuration[Orleans]))
        {
            yield return Orleans;
        }
    }
}
