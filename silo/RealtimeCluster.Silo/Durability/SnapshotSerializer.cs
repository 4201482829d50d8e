using Orleans.Storage;

namespace RealtimeCluster.Silo.Durability;

/// <summary>Writes and reads what grain storage holds. A snapshot that cannot be read comes back as its bytes, so that it can be kept aside.</summary>
/// <remarks>Were it an exception, the storage would not tell the ETag either, without which nothing can take the record's place.</remarks>
/// <param name="inner">The serializer of the bytes.</param>
internal sealed class SnapshotSerializer(IGrainStorageSerializer inner) : IGrainStorageSerializer
{
    public BinaryData Serialize<T>(T? input) => inner.Serialize(input);

    public T Deserialize<T>(BinaryData input)
    {
        try
        {
            return inner.Deserialize<T>(input)!;
        }
        catch (Exception exception) when (typeof(T) == typeof(Snapshot))
        {
            // Whatever it is, what these bytes held is lost to this version.
            return (T)(object)new Snapshot { Unreadable = new SnapshotFault(input, exception) };
        }
    }
}
