using Microsoft.Extensions.Options;

namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>Checks <see cref="EngineIOOptions"/> when the gateway starts.</summary>
[OptionsValidator]
internal sealed partial class EngineIOOptionsValidator : IValidateOptions<EngineIOOptions>;
