using Microsoft.Extensions.Options;

namespace RealtimeCluster.Contracts.Client;

/// <summary>Checks <see cref="RealtimeClientOptions"/> when the host starts.</summary>
[OptionsValidator]
internal sealed partial class RealtimeClientOptionsValidator : IValidateOptions<RealtimeClientOptions>;
