using RealtimeCluster.Chaos.Checks;
using RealtimeCluster.Chaos.Histories;

namespace RealtimeCluster.Chaos.Tests.Checks;

/// <summary>Who was told that it was recovered, and is not, is found out; who was told the truth is not accused.</summary>
public sealed class HearingCheckTests
{
    private readonly TestHistory _history = new();

    [Fact]
    public void Run_RecoveredThatHears_FindsNothing()
    {
        _history.Return(_history.B, TimeSpan.FromSeconds(2), isRecovered: true);
        _history.PublishToAll(_history.A);
        _history.ObserveTruth();

        _history.AssertClean();
    }

    [Fact]
    public void Run_RecoveredThatIsDeaf_IsFalseRecovery()
    {
        _history.Return(_history.B, TimeSpan.FromSeconds(2), isRecovered: true);
        var unheard = _history.Publish(_history.A);
        _history.Deliver(unheard, _history.A, _history.C);

        var violations = _history.Check().Violations;

        var deaf = Assert.Single(violations, static violation => violation.Kind == ViolationKind.FalseRecovery);
        Assert.Contains("b [sid-b] was recovered", deaf.Text, StringComparison.Ordinal);
        Assert.Contains($"message {unheard.Id} ", deaf.Text, StringComparison.Ordinal);
        Assert.Single(violations, static violation => violation.Kind == ViolationKind.Loss);
    }

    [Fact]
    public void Run_RecoveredThatWasDeafUntilItsNextLoss_IsFalseRecovery()
    {
        _history.Return(_history.B, TimeSpan.FromSeconds(2), isRecovered: true);
        var late = _history.Publish(_history.A);
        _history.Deliver(late, _history.A, _history.C);
        _history.Wait(TimeSpan.FromMinutes(1));
        _history.Return(_history.B, TimeSpan.FromSeconds(2), isRecovered: true);
        _history.Deliver(late, _history.B);

        _history.AssertViolated(ViolationKind.FalseRecovery, "b [sid-b] was recovered", "got none of 1 messages");
    }

    [Fact]
    public void Run_RecoveredThatIsLostSoonAfter_MayHearLater()
    {
        _history.Return(_history.B, TimeSpan.FromSeconds(2), isRecovered: true);
        var late = _history.Publish(_history.A);
        _history.Deliver(late, _history.A, _history.C);
        _history.Return(_history.B, TimeSpan.FromSeconds(2), isRecovered: true);
        _history.Deliver(late, _history.B);

        _history.AssertClean();
    }

    [Fact]
    public void Run_RecoveredThatIsNotListed_IsFalseRecovery()
    {
        _history.Return(_history.B, TimeSpan.FromSeconds(2), isRecovered: true);
        _history.Observe("sid-a", "sid-c");

        _history.AssertViolated(ViolationKind.FalseRecovery, "b [sid-b] was recovered", "does not name it");
    }

    [Fact]
    public void Run_RecoveredThatWasToldWhatIsMissing_IsNotOwedThat()
    {
        _history.PublishToAll(_history.A);
        ReturnWithout(out _);
        _history.B.Miss(TestHistory.Channel, _history.Tick());
        _history.PublishToAll(_history.A);
        _history.ObserveTruth();

        _history.AssertClean();
    }

    [Fact]
    public void Run_RecoveredThatWasToldOfAnotherChannel_IsOwedAllOfThisOne()
    {
        _history.PublishToAll(_history.A);
        ReturnWithout(out var missed);
        _history.B.Miss(TestHistory.Channel + 1, _history.Tick());
        _history.PublishToAll(_history.A);

        _history.AssertViolated(ViolationKind.Loss, "b [sid-b]", $"message {missed.Id} ");
    }

    [Fact]
    public void Run_ToldWhatIsMissing_IsOwedWhatWasLostBeforeItsAbsence()
    {
        var lost = _history.Publish(_history.A);
        _history.Deliver(lost, _history.A, _history.C);
        _history.PublishToAll(_history.A);
        ReturnWithout(out _);
        _history.B.Miss(TestHistory.Channel, _history.Tick());
        _history.PublishToAll(_history.A);

        _history.AssertViolated(ViolationKind.Loss, "b [sid-b]", $"message {lost.Id} ");
    }

    [Fact]
    public void Run_ToldWhatIsMissing_IsOwedWhatIsSentAfterwards()
    {
        _history.PublishToAll(_history.A);
        ReturnWithout(out _);
        _history.B.Miss(TestHistory.Channel, _history.Tick());
        var lost = _history.Publish(_history.A);
        _history.Deliver(lost, _history.A, _history.C);
        _history.PublishToAll(_history.A);

        _history.AssertViolated(ViolationKind.Loss, "b [sid-b]", $"message {lost.Id} ");
    }

    // B is away while a message reaches the others.
    private void ReturnWithout(out Publication missed)
    {
        _history.B.Hear(_history.Tick());
        _history.B.Lose(_history.Tick());
        missed = _history.Publish(_history.A);
        _history.Deliver(missed, _history.A, _history.C);
        _history.Ledger.Reconnect(_history.B, _history.B.Id, "gateway2", _history.Tick(), hadPosition: true);
    }
}
