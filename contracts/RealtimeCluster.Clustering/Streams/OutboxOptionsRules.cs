using Microsoft.Extensions.Options;
using RealtimeCluster.Clustering.Hosting;

namespace RealtimeCluster.Clustering.Streams;

/// <summary>Checks that what an outbox sends in one call fits into a message between nodes.</summary>
internal sealed class OutboxOptionsRules(IOptions<ClusterOptions> cluster) : IValidateOptions<OutboxOptions>
{
    public ValidateOptionsResult Validate(string? name, OutboxOptions options)
    {
        var faults = new ValidateOptionsResultBuilder();
        if (MessageRoom.Of(cluster) is { } room && options.MaxBatchBytes > room)
        {
            faults.AddError(
                $"{OutboxOptions.SectionName}:{nameof(OutboxOptions.MaxBatchBytes)} ({options.MaxBatchBytes}) is more than three quarters of {ClusterOptions.SectionName}:{nameof(ClusterOptions.MaxMessageBytes)} ({cluster.Value.MaxMessageBytes}).");
        }

        return faults.Build();
    }
}
