using Microsoft.Extensions.Options;

namespace RealtimeCluster.Gateway.Forwarding;

[OptionsValidator]
internal sealed partial class ForwardingOptionsValidator : IValidateOptions<ForwardingOptions>;
