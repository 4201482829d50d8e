using Microsoft.Extensions.Options;

namespace RealtimeCluster.Observability.Export;

/// <summary>Checks <see cref="ObservabilityOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class ObservabilityOptionsValidator : IValidateOptions<ObservabilityOptions>;
