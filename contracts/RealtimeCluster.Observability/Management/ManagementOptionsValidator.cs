using Microsoft.Extensions.Options;

namespace RealtimeCluster.Observability.Management;

/// <summary>Checks <see cref="ManagementOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class ManagementOptionsValidator : IValidateOptions<ManagementOptions>;
