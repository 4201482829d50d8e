using System.Runtime.CompilerServices;
using Orleans.Runtime;
using RealtimeCluster.Silo.Channels;
using RealtimeCluster.Silo.Channels.HandOver;

namespace RealtimeCluster.Silo.Tests.Channels;

public sealed class OwnerRegistryTests
{
    private static readonly GrainId Id = GrainId.Create("realtime.channel", "shop/c");

    private readonly OwnerRegistry _registry = new(TimeProvider.System);

    public OwnerRegistryTests() =>
        _registry.Unregister(Id, (ChannelOwnerGrain)RuntimeHelpers.GetUninitializedObject(typeof(ChannelGrain)), new LogEstate
        {
            Epoch = 1,
            Term = 100,
            LastOffset = 1,
            Tail = [],
            TailStartsAfter = 0,
            Members = [],
            Gateways = [],
        });

    [Fact]
    public void HandOver_ToOneWithALowerTerm_KeepsWhatIsLeftForTheSuccessor()
    {
        var refused = _registry.HandOver(Id, term: 99);
        var given = _registry.HandOver(Id, term: 101);

        Assert.Null(refused);
        Assert.Equal(100, given!.Term);
    }

    [Fact]
    public void FindTerm_SomethingIsLeft_IsItsTermUntilItIsHandedOver()
    {
        var before = _registry.FindTerm(Id);
        _registry.HandOver(Id, term: 101);

        Assert.Equal(100, before);
        Assert.Equal(0, _registry.FindTerm(Id));
    }
}
