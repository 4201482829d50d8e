using Microsoft.Extensions.Options;

namespace RealtimeCluster.Silo.Durability;

/// <summary>Checks <see cref="DurabilityOptions"/> when the silo starts.</summary>
[OptionsValidator]
internal sealed partial class DurabilityOptionsValidator : IValidateOptions<DurabilityOptions>;
