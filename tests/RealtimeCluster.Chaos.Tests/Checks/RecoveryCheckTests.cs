using RealtimeCluster.Chaos.Checks;

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
    public void Run_ChannelStandsStillAfterFault_ReportsItsGapApart()
    {
        for (var i = 0; i < 10; i++)
        {
            _history.PublishToAll(_history.A);
        }

        var last = _history.Tick();
        _history.Ledger.Inject(new("kill", "silo1", last));
        _history.Wait(TimeSpan.FromSeconds(30));
        _history.PublishToAll(_history.A);

        var gaps = _history.Check().ResumeGaps;

        Assert.Equal(["whole run", $"kill silo1 at {last.TotalSeconds:F0} s, affected"], gaps.Select(static gap => gap.Label));
        Assert.All(gaps, static gap => Assert.InRange(gap.Longest, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(36)));
    }
}
