using System.Runtime.CompilerServices;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Gateway.Channels;

namespace RealtimeCluster.Gateway.Tests.Channels;

public sealed class PositionSetsTests
{
    private readonly PositionSets _sets = new();

    [Fact]
    public void With_EqualSets_AreOneObject()
    {
        var (one, other) = (CreateChannel("one"), CreateChannel("other"));

        var set = _sets.With(_sets.With(PositionSets.Empty, one)!, other);
        var same = _sets.With(_sets.With(PositionSets.Empty, other)!, one);

        Assert.Same(set, same);
        Assert.NotSame(set, _sets.Without(set!, one));
    }

    [Fact]
    public void Without_NobodyIsInAChannelAnyMore_LetsGoOfIt()
    {
        var left = JoinAndLeave(50);

        GC.Collect();

        Assert.DoesNotContain(left, static channel => channel.IsAlive);
        GC.KeepAlive(_sets);
    }

    // Apart, so that nothing of it is left on the stack.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference[] JoinAndLeave(int count) => [.. Enumerable.Range(0, count).Select(i =>
    {
        var channel = CreateChannel($"c{i}");
        Assert.Same(PositionSets.Empty, _sets.Without(_sets.With(PositionSets.Empty, channel)!, channel));
        return new WeakReference(channel);
    })];

    private static LocalChannel CreateChannel(string name) =>
        new(new ChannelReplica(ChannelKey.ForChannel("shop", name), new RecoveryOptions().CreateTail(TimeProvider.System)));
}
