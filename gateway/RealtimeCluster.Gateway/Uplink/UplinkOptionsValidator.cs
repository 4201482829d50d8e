using Microsoft.Extensions.Options;

namespace RealtimeCluster.Gateway.Uplink;

/// <summary>Checks <see cref="UplinkOptions"/> when the gateway starts.</summary>
[OptionsValidator]
internal sealed partial class UplinkOptionsValidator : IValidateOptions<UplinkOptions>;
