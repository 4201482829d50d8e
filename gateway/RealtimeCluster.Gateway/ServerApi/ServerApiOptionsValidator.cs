using Microsoft.Extensions.Options;

namespace RealtimeCluster.Gateway.ServerApi;

/// <summary>Checks <see cref="ServerApiOptions"/> when the gateway starts.</summary>
[OptionsValidator]
internal sealed partial class ServerApiOptionsValidator : IValidateOptions<ServerApiOptions>;
