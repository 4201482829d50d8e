using Microsoft.Extensions.Options;

namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>Checks <see cref="PacketLimitsOptions"/> when the server starts.</summary>
[OptionsValidator]
internal sealed partial class PacketLimitsOptionsValidator : IValidateOptions<PacketLimitsOptions>;
