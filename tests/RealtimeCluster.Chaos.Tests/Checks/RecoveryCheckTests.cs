using RealtimeCluster.Chaos.Checks;
using RealtimeCluster.Chaos.Histories;

namespace RealtimeCluster.Chaos.Tests.Checks;

/// <summary>Who should have been recovered, and how long things stood still.</summary>
public sealed class RecoveryCheckTests
{
    private readonly TestHistory _history = new();

    [Fact]
    public void Run_NotRecoveredWithinWindow_IsViolated()
    {
        var again = _history.Return(_history.B, TimeSpan.FromSeconds(2), isRecovered: false);
        _history.Leave(_history.B);
        _history.Join(again);

        _history.AssertViolated(ViolationKind.Recovery, "b [sid-b]", "gateway2", "became sid-b-again");
    }

    [Theory]
    [InlineData(180, true)]
    [InlineData(2, false)]
    public void Run_NotRecoveredBeyondWindowOrWithoutPosition_IsAllowed(int awaySeconds, bool hadPosition)
    {
        var again = _history.Return(_history.B, TimeSpan.FromSeconds(awaySeconds), isRecovered: false, hadPosition);
        _history.Leave(_history.B);
        _history.Join(again);

        _history.AssertClean();
    }

    [Fact]
    public void Run_TwoOfThreeRecovered_CountsThem()
    {
        _history.Return(_history.A, TimeSpan.FromSeconds(2), isRecovered: true);
        _history.Return(_history.C, TimeSpan.FromSeconds(2), isRecovered: true);
        _history.Return(_history.B, TimeSpan.FromSeconds(2), isRecovered: false);

        var findings = _history.Check(minRecoveryShare: 0.6);

        Assert.Empty(findings.Violations);
        Assert.Equal((3, 2), (findings.InWindowCount, findings.RecoveredCount));
    }

    [Fact]
    public void Run_PollingClientNotRecovered_IsViolatedAndCountedByKind()
    {
        Session[] polling = [.. Enumerable.Range(0, 3).Select(number => _history.Ledger.Connect($"socket.io 4.6 polling {number}", $"p{number}", "proxy", _history.Tick()))];
        _history.Return(polling[0], TimeSpan.FromSeconds(2), isRecovered: true);
        _history.Return(polling[1], TimeSpan.FromSeconds(2), isRecovered: false);
        _history.Return(polling[2], TimeSpan.FromSeconds(2), isRecovered: false, hadPosition: false);
        _history.Return(_history.A, TimeSpan.FromSeconds(2), isRecovered: true);

        _history.AssertViolated(ViolationKind.Recovery, "socket.io 4.6 polling 1");
        Assert.Equal([new("a", 1, 1, 1), new("socket.io 4.6 polling", 3, 2, 1)], _history.Check().Kinds);
    }

    [Fact]
    public void Run_ChannelStandsStillAfterFaultAtItsOwner_IsAmongThoseOwnedThere()
    {
        var at = _history.Tick();
        _history.Ledger.Inject(new("kill", "silo1", at, new HashSet<int> { TestHistory.Channel }));
        var slow = _history.Publish(_history.A);
        _history.Wait(TimeSpan.FromSeconds(30));
        _history.Deliver(slow, _history.Members);

        var figures = _history.Check().StandStills;

        var fault = $"kill silo1 at {at.TotalSeconds:F0} s";
        Assert.Equal(
            [("whole run, all channels", 1), ($"{fault}, owned there", 1), ($"{fault}, others", 0)],
            figures.Select(static figure => (figure.Label, figure.Count)));
        Assert.All(figures.Take(2), static figure => Assert.InRange(figure.Longest, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(36)));
    }

    [Fact]
    public void Run_PublisherIsCutOffBeforeDelivery_SaysNothingOfTheChannel()
    {
        var late = _history.Publish(_history.A);
        _history.A.Lose(_history.Tick());
        _history.Wait(TimeSpan.FromSeconds(30));
        _history.A.Open("gateway2", _history.Tick());
        _history.Deliver(late, _history.Members);

        Assert.Equal(0, _history.Check().StandStills[0].Count);
    }
}
