using Microsoft.Extensions.Options;

namespace RealtimeCluster.Clustering.Hosting;

/// <summary>Checks <see cref="ClusterOptions"/> when the node starts.</summary>
[OptionsValidator]
internal sealed partial class ClusterOptionsValidator : IValidateOptions<ClusterOptions>;
