namespace RealtimeCluster.Silo.Persistence;

/// <summary>The grain storage of the silo's own grains.</summary>
public static class RealtimeStorage
{
    /// <summary>The name grains ask for their storage by.</summary>
    public const string ProviderName = "realtime";

    /// <summary>The configuration section that chooses it, in the form Orleans itself reads.</summary>
    public const string SectionName = $"Orleans:GrainStorage:{ProviderName}";
}
