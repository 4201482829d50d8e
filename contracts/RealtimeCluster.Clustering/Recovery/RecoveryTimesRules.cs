using Microsoft.Extensions.Options;
using Orleans.Configuration;
using RealtimeCluster.Clustering.Streams;

namespace RealtimeCluster.Clustering.Recovery;

/// <summary>Fills in what follows from other settings, and checks at start that no setting breaks an inequality of <see cref="RecoveryTimes"/>.</summary>
internal sealed class RecoveryTimesRules(IOptions<ClusterMembershipOptions> membership) : IPostConfigureOptions<OutboxOptions>, IValidateOptions<OutboxOptions>
{
    public void PostConfigure(string? name, OutboxOptions options) => options.Patience ??= RecoveryTimes.DeliveryOf(options, membership.Value);

    public ValidateOptionsResult Validate(string? name, OutboxOptions options)
    {
        var verdict = RecoveryTimes.VerdictOf(membership.Value);
        return options.Patience < verdict
            ? ValidateOptionsResult.Fail(
                $"{OutboxOptions.SectionName}:{nameof(OutboxOptions.Patience)} {options.Patience} is less than the {verdict} that {Hosting.ClusterOptions.SectionName}:{nameof(Hosting.ClusterOptions.ProbeTimeout)} {membership.Value.ProbeTimeout} takes to declare a node dead: gateways that only stood still would lose events. Leave it out, and it follows.")
            : ValidateOptionsResult.Success;
    }
}
