using RealtimeCluster.Chaos.Checks;
using RealtimeCluster.Chaos.Histories;

namespace RealtimeCluster.Chaos.Tests.Checks;

/// <summary>That strangers slowed another tenant down, or closed a connection of it, is found out; what they are not to blame for is not.</summary>
public sealed class StrangerCheckTests
{
    private static readonly TimeSpan QuietFrom = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Began = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Ended = TimeSpan.FromSeconds(60);

    private readonly TestHistory _history = new();

    [Theory]
    [InlineData(20, 40, false)]
    [InlineData(20, 41, true)]
    [InlineData(1, 20, false)]
    [InlineData(1, 21, true)]
    public void Run_SlowerWithStrangers_IsStarvedBeyondTwiceTheQuietValueOrTheFloor(int quiet, int troubled, bool isStarved)
    {
        Publish(QuietFrom, 100, quiet);
        Publish(Began, 100, troubled);
        Visit();

        AssertStarved(isStarved, $"{troubled}.0 ms", $"{quiet}.0 ms");
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, true)]
    public void Run_FewSlowMessages_CountFromTheHundredthOn(int slow, bool isStarved)
    {
        Publish(QuietFrom, 200, 5);
        Publish(Began, 200 - slow, 5);
        Publish(Began + TimeSpan.FromSeconds(10), slow, 500);
        Visit();

        AssertStarved(isStarved, "500.0 ms");
    }

    [Fact]
    public void Run_SlowWhileWarmingUp_DoesNotExcuse()
    {
        Publish(QuietFrom - TimeSpan.FromSeconds(5), 100, 1000);
        Publish(QuietFrom, 100, 5);
        Publish(Began, 100, 100);
        Visit();

        AssertStarved(true, "100.0 ms", "5.0 ms");
    }

    [Fact]
    public void Run_NothingDeliveredWithStrangers_IsStarved()
    {
        Publish(QuietFrom, 100, 5);
        Visit();

        AssertStarved(true, "0 with strangers");
    }

    [Fact]
    public void Run_SlowClientOfAnotherProcess_SaysNothing()
    {
        var remote = _history.Ledger.Connect("d", "sid-d", "gateway1", _history.Tick(), isRemote: true);
        _history.Join(remote);
        Publish(QuietFrom, 100, 5);
        Publish(Began, 100, 5);
        foreach (var publication in _history.Ledger.Publications.Values.OrderBy(static publication => publication.Id))
        {
            remote.Hear(Ended);
            remote.Deliver(publication.Id, TestHistory.Channel, Ended, publication.Id);
        }

        Visit();

        _history.AssertClean();
    }

    [Fact]
    public void Run_SlowInARunWithFaults_IsNotTheStrangers()
    {
        Publish(QuietFrom, 100, 5);
        Publish(Began, 100, 1000);
        _history.Ledger.Inject(new("kill", "silo1", Began));
        Visit();

        _history.AssertClean();
        Assert.Equal([5, 1000], _history.Check().Latencies.Select(static figure => figure.NinetyNinth.TotalMilliseconds));
    }

    [Fact]
    public void Run_WithoutStrangers_IsNotJudged()
    {
        Publish(QuietFrom, 100, 5);
        Publish(Began, 100, 1000);
        _history.Wait(Began);
        _history.Return(_history.B, TimeSpan.FromSeconds(2), isRecovered: true);

        _history.AssertClean();
        Assert.Empty(_history.Check().Latencies);
    }

    [Fact]
    public void Run_TransportLostWithStrangers_IsClosed()
    {
        PublishEvenly();
        _history.Wait(Began);
        _history.Return(_history.B, TimeSpan.FromSeconds(2), isRecovered: true);
        Visit();

        _history.AssertViolated(ViolationKind.Closed, "b [sid-b]", "gateway1", "no fault explains it");
    }

    [Fact]
    public void Run_TransportLostWhileQuiet_IsNotTheStrangers()
    {
        _history.Return(_history.B, TimeSpan.FromSeconds(2), isRecovered: true);
        PublishEvenly();
        Visit();

        _history.AssertClean();
    }

    [Theory]
    [InlineData(5, false)]
    [InlineData(70, true)]
    public void Run_TransportLostAfterAFault_IsClosedUnlessTheFaultExplainsIt(int secondsAfter, bool isClosed)
    {
        PublishEvenly();
        _history.Wait(Began);
        _history.Ledger.Inject(new("kill", "gateway1", _history.Tick()));
        _history.Wait(TimeSpan.FromSeconds(secondsAfter));
        _history.Return(_history.B, TimeSpan.FromSeconds(2), isRecovered: true);
        Visit();

        Assert.Equal(isClosed ? [ViolationKind.Closed] : [], _history.Check().Violations.Select(static violation => violation.Kind));
    }

    private void Visit() => _history.Ledger.See(new StrangerVisit(QuietFrom, Began, Ended, []));

    private void PublishEvenly()
    {
        Publish(QuietFrom, 100, 5);
        Publish(Began, 100, 5);
    }

    // So many messages to all, one after the other, each with this latency.
    private void Publish(TimeSpan from, int count, int milliseconds)
    {
        for (var number = 0; number < count; number++)
        {
            var sentAt = from + TimeSpan.FromMilliseconds(number * 10);
            var at = sentAt + TimeSpan.FromMilliseconds(milliseconds);
            var publication = _history.Ledger.Publish(_history.A, TestHistory.Channel, sentAt);
            publication.Acknowledge(_history.NextPosition(), at);
            foreach (var member in _history.Members)
            {
                member.Hear(at);
                member.Deliver(publication.Id, TestHistory.Channel, at, publication.Id);
            }
        }
    }

    private void AssertStarved(bool isStarved, params IEnumerable<string> named)
    {
        if (isStarved)
        {
            _history.AssertViolated(ViolationKind.Starved, named);
        }
        else
        {
            _history.AssertClean();
        }
    }
}
