using Microsoft.Extensions.Options;

namespace RealtimeCluster.Gateway.Admin;

/// <summary>Checks <see cref="AdminOptions"/> when the gateway starts.</summary>
[OptionsValidator]
internal sealed partial class AdminOptionsValidator : IValidateOptions<AdminOptions>;
