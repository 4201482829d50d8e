using Microsoft.Extensions.Options;

namespace RealtimeCluster.SocketIO.Namespaces;

/// <summary>Checks <see cref="SocketIOOptions"/> when the gateway starts.</summary>
[OptionsValidator]
internal sealed partial class SocketIOOptionsValidator : IValidateOptions<SocketIOOptions>;
