using Microsoft.Extensions.Options;

namespace RealtimeCluster.Silo.Channels;

/// <summary>Checks <see cref="ChannelHistoryOptions"/> when the silo starts.</summary>
[OptionsValidator]
internal sealed partial class ChannelHistoryOptionsValidator : IValidateOptions<ChannelHistoryOptions>;
