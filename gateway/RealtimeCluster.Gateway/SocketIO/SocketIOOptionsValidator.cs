using Microsoft.Extensions.Options;

namespace RealtimeCluster.Gateway.SocketIO;

/// <summary>Checks <see cref="SocketIOOptions"/> when the gateway starts.</summary>
[OptionsValidator]
internal sealed partial class SocketIOOptionsValidator : IValidateOptions<SocketIOOptions>;
