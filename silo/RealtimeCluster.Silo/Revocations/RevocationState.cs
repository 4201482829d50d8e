using RealtimeCluster.Contracts.Revocations;

namespace RealtimeCluster.Silo.Revocations;

/// <summary>The revoked credentials as storage keeps them.</summary>
[GenerateSerializer, Alias("realtime.revocation-state")]
internal sealed class RevocationState
{
    /// <summary>The version they are of; epoch 0 when nothing was ever stored.</summary>
    [Id(0)]
    public RevocationVersion Version { get; set; }

    /// <summary>The credentials, each with the number it was given last.</summary>
    [Id(1)]
    public NumberedRevocation[] Items { get; set; } = [];
}
