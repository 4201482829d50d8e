using Microsoft.Extensions.Options;

namespace RealtimeCluster.Clustering.Streams;

/// <summary>Checks <see cref="OutboxOptions"/> when the node starts.</summary>
[OptionsValidator]
internal sealed partial class OutboxOptionsValidator : IValidateOptions<OutboxOptions>;
