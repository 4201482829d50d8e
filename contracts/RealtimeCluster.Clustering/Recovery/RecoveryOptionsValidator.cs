using Microsoft.Extensions.Options;

namespace RealtimeCluster.Clustering.Recovery;

/// <summary>Checks <see cref="RecoveryOptions"/> when the node starts.</summary>
[OptionsValidator]
public sealed partial class RecoveryOptionsValidator : IValidateOptions<RecoveryOptions>;
