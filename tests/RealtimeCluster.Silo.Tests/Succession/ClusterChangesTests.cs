using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Silo.Succession;

namespace RealtimeCluster.Silo.Tests.Succession;

public sealed class ClusterChangesTests
{
    private static readonly TimeSpan Settled = RecoveryTimes.Default.Settled;
    private static readonly TimeSpan Rested = new RecoveryOptions().Window + RecoveryTimes.Default.Gather;

    private readonly FakeTimeProvider _time = new();
    private readonly ClusterChanges _changes;

    public ClusterChangesTests() => _changes = new ClusterChanges(RecoveryTimes.Default, Options.Create(new RecoveryOptions()), _time);

    [Fact]
    public void Concerned_ASiloThatHasJustBegun_KnowsOfNoChangeBefore()
    {
        Pass(Settled - ClusterChanges.LookInterval);

        Assert.Equal((true, true), (_changes.AreGatewaysConcerned, _changes.AreSilosConcerned));
    }

    [Fact]
    public void Concerned_NothingHasChanged_GatewaysFirstAndThenSilosAreNot()
    {
        Pass(Settled);
        var between = (_changes.AreGatewaysConcerned, _changes.AreSilosConcerned);
        Pass(Rested - Settled + ClusterChanges.LookInterval);

        Assert.Equal((false, true), between);
        Assert.Equal((false, false), (_changes.AreGatewaysConcerned, _changes.AreSilosConcerned));
    }

    [Fact]
    public void Note_AfterALongTime_AllAreConcernedAgain()
    {
        Pass(Rested * 2);

        _changes.Note();

        Assert.Equal((true, true), (_changes.AreGatewaysConcerned, _changes.AreSilosConcerned));
    }

    [Fact]
    public void Look_TheProcessStoodStill_CountsAsAChangeFromThenOn()
    {
        Pass(Rested * 2);
        _time.Advance(ClusterChanges.LookInterval * 5);
        var beforeTheLook = _changes.AreGatewaysConcerned;

        _changes.Look();

        Assert.True(beforeTheLook);
        Pass(Settled - ClusterChanges.LookInterval);
        Assert.True(_changes.AreGatewaysConcerned);
        Pass(ClusterChanges.LookInterval);
        Assert.False(_changes.AreGatewaysConcerned);
    }

    private void Pass(TimeSpan span)
    {
        for (var passed = TimeSpan.Zero; passed < span; passed += ClusterChanges.LookInterval)
        {
            _time.Advance(ClusterChanges.LookInterval);
            _changes.Look();
        }
    }
}
