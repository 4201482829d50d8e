using Microsoft.Extensions.Options;

namespace RealtimeCluster.Clustering.Diagnostics;

/// <summary>Checks <see cref="TracingOptions"/> at start.</summary>
[OptionsValidator]
public sealed partial class TracingOptionsValidator : IValidateOptions<TracingOptions>;
