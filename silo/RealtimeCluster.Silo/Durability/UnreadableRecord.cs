namespace RealtimeCluster.Silo.Durability;

/// <summary>A stored record that could not be read, kept aside as it was for somebody to look at.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="KeptAt">When it was found.</param>
/// <param name="Reason">What was wrong with it.</param>
[GenerateSerializer, Immutable, Alias("realtime.unreadable-record")]
public sealed record UnreadableRecord(
    [property: Id(0)] byte[] Content,
    [property: Id(1)] DateTimeOffset KeptAt,
    [property: Id(2)] string Reason)
{
    /// <summary>Creates an empty one, for storages to fill.</summary>
    public UnreadableRecord()
        : this([], default, "")
    {
    }
}
