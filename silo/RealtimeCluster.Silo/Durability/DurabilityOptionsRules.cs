using Microsoft.Extensions.Options;
using Orleans.Configuration;
using RealtimeCluster.Clustering.Recovery;

namespace RealtimeCluster.Silo.Durability;

/// <summary>Checks that a start which waits for storage as long as it may is over before Orleans gives it up.</summary>
internal sealed class DurabilityOptionsRules(IOptions<GrainCollectionOptions> collection, RecoveryTimes times) : IValidateOptions<DurabilityOptions>
{
    public ValidateOptionsResult Validate(string? name, DurabilityOptions options)
    {
        var limit = StartLimits.LimitOf(collection.Value) - times.Gather;
        return options.Enabled != true || options.StartTimeout * 2 <= limit
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"{DurabilityOptions.SectionName}:{nameof(options.StartTimeout)} must be at most {limit / 2}: two such waits and the asking of other "
                + $"nodes have to end before Orleans gives an activation up (GrainCollectionOptions.ActivationTimeout, {collection.Value.ActivationTimeout}).");
    }
}
