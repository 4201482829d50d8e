using Microsoft.Extensions.Options;

namespace RealtimeCluster.Client.Http.Hosting;

/// <summary>Checks <see cref="RealtimeHttpClientOptions"/> when the host starts.</summary>
[OptionsValidator]
internal sealed partial class RealtimeHttpClientOptionsValidator : IValidateOptions<RealtimeHttpClientOptions>;
