using Microsoft.Extensions.Options;

namespace RealtimeCluster.Gateway.Limits;

/// <summary>Checks <see cref="LimitsOptions"/> when the gateway starts.</summary>
[OptionsValidator]
internal sealed partial class LimitsOptionsValidator : IValidateOptions<LimitsOptions>;
