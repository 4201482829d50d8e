using System.Buffers;
using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace RealtimeCluster.Clustering.Hosting;

/// <summary>Checks what attributes cannot say of <see cref="ClusterOptions"/>.</summary>
internal sealed class ClusterOptionsRules(IConfiguration configuration) : IValidateOptions<ClusterOptions>
{
    // What a key of an Azure table may not hold.
    private static readonly SearchValues<char> NotInTableKeys = SearchValues.Create("/\\#?");

    public ValidateOptionsResult Validate(string? name, ClusterOptions options)
    {
        var faults = new ValidateOptionsResultBuilder();
        if (options.AdvertisedAddress is { } address && !IPAddress.TryParse(address, out _))
        {
            faults.AddError($"{ClusterOptions.SectionName}:{nameof(ClusterOptions.AdvertisedAddress)} '{address}' is not an IP address.");
        }

        string[] tables = [.. MembershipTables.Find(options, configuration)];
        if (tables.Length > 1)
        {
            faults.AddError($"{string.Join(" and ", tables)} are both set, and a cluster has one membership table.");
        }

        if (options.Kubernetes && tables.Length == 0)
        {
            faults.AddError(
                $"{ClusterOptions.SectionName}:{nameof(ClusterOptions.Kubernetes)} follows the pods of a cluster, and without {MembershipTables.Redis} or {MembershipTables.AzureTables} there is none.");
        }

        if (!string.IsNullOrEmpty(options.AzureTables))
        {
            // The value holds the account's key: it is not repeated.
            if (!AzureTableClients.TryCreate(options.AzureTables, out _))
            {
                faults.AddError($"{MembershipTables.AzureTables} is neither the connection string of a storage account nor the URI of a table service.");
            }

            if (options.ClusterId.AsSpan().ContainsAny(NotInTableKeys))
            {
                faults.AddError($"{ClusterOptions.SectionName}:{nameof(ClusterOptions.ClusterId)} '{options.ClusterId}' holds one of / \\ # ?, which no key of an Azure table may hold.");
            }
        }

        return faults.Build();
    }
}
