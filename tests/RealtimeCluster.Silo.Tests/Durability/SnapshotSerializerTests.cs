using Orleans.Storage;
using RealtimeCluster.Silo.Durability;

namespace RealtimeCluster.Silo.Tests.Durability;

public sealed class SnapshotSerializerTests
{
    private static readonly BinaryData Content = BinaryData.FromString("not a snapshot");

    private readonly SnapshotSerializer _serializer = new(new Broken());

    [Fact]
    public void Deserialize_ASnapshotThatCannotBeRead_GivesItsBytes()
    {
        var snapshot = _serializer.Deserialize<Snapshot>(Content);

        Assert.Equal(Content.ToArray(), snapshot.Unreadable!.Content!.ToArray());
        Assert.IsType<InvalidOperationException>(snapshot.Unreadable.Exception);
    }

    [Fact]
    public void Deserialize_AnythingElseThatCannotBeRead_Throws() =>
        Assert.Throws<InvalidOperationException>(() => _serializer.Deserialize<string>(Content));

    private sealed class Broken : IGrainStorageSerializer
    {
        public BinaryData Serialize<T>(T? input) => throw new NotSupportedException();

        public T Deserialize<T>(BinaryData input) => throw new InvalidOperationException();
    }
}
