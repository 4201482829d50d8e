using RealtimeCluster.Chaos.Checks;
using RealtimeCluster.Chaos.Histories;

namespace RealtimeCluster.Chaos.Tests.Checks;

/// <summary>Loss, duplicates, disorder and strangers among deliveries are seen, and nothing else is.</summary>
public sealed class DeliveryCheckTests
{
    private readonly TestHistory _history = new();

    [Fact]
    public void Run_CorrectHistory_FindsNothing()
    {
        _history.PublishToAll(_history.A);
        _history.PublishToAll(_history.B);
        _history.PublishToAll(_history.A);
        _history.ObserveTruth();

        _history.AssertClean();
    }

    [Fact]
    public void Run_AcknowledgedMessageMissingAtMember_IsLoss()
    {
        var lost = _history.Publish(_history.A);
        _history.Deliver(lost, _history.A, _history.C);
        _history.PublishToAll(_history.A);

        _history.AssertViolated(ViolationKind.Loss, "b [sid-b]", $"message {lost.Id} ", "gateway1");
    }

    [Fact]
    public void Run_LastMessageMissingAtConnectedMember_IsLoss()
    {
        var lost = _history.Publish(_history.A);
        _history.Deliver(lost, _history.A, _history.B);

        _history.AssertViolated(ViolationKind.Loss, "c [sid-c]", $"message {lost.Id} ");
    }

    [Fact]
    public void Run_MessageMissedDuringRecoveredAbsence_IsLoss()
    {
        _history.PublishToAll(_history.A);
        var lost = _history.Publish(_history.A);
        _history.Deliver(lost, _history.A, _history.C);
        _history.Return(_history.B, TimeSpan.FromSeconds(3), isRecovered: true);

        _history.AssertViolated(ViolationKind.Loss, "b [sid-b]", $"message {lost.Id} ", "2 transports");
    }

    [Fact]
    public void Run_MessageMissedByAbsentThatWasNotRecovered_IsNoLoss()
    {
        _history.PublishToAll(_history.A);
        var missed = _history.Publish(_history.A);
        _history.Deliver(missed, _history.A, _history.C);
        var again = _history.Return(_history.B, TimeSpan.FromSeconds(3), isRecovered: false);
        _history.Leave(_history.B);
        _history.Join(again);
        _history.Members.Add(again);
        _history.PublishToAll(_history.A);

        Assert.Empty(_history.Check(minRecoveryShare: 0).Violations);
    }

    [Fact]
    public void Run_HoleBeforeLastDeliveryOfLostSession_IsLoss()
    {
        var lost = _history.Publish(_history.A);
        _history.Deliver(lost, _history.A, _history.C);
        _history.PublishToAll(_history.A);
        var again = _history.Return(_history.B, TimeSpan.FromMinutes(3), isRecovered: false);
        _history.Leave(_history.B);
        _history.Join(again);

        _history.AssertViolated(ViolationKind.Loss, "b [sid-b]", $"message {lost.Id} ");
    }

    [Fact]
    public void Run_MessageBeforeJoin_IsNoLoss()
    {
        _history.PublishToAll(_history.A);
        var late = _history.Ledger.Connect("d", "sid-d", "gateway1", _history.Tick());
        _history.Join(late);
        _history.Members.Add(late);
        _history.PublishToAll(_history.A);

        _history.AssertClean();
    }

    [Fact]
    public void Run_MessageAfterLeave_IsNoLoss()
    {
        _history.PublishToAll(_history.A);
        var left = _history.B;
        left.Leave(TestHistory.Channel, _history.Tick());
        _history.Leave(left);
        _history.PublishToAll(_history.A);
        _history.ObserveTruth();

        _history.AssertClean();
    }

    [Fact]
    public void Run_MessageMissedAcrossNewEpoch_IsLoss()
    {
        _history.PublishToAll(_history.A);
        var lost = _history.Publish(_history.A, "e2");
        _history.Deliver(lost, _history.A, _history.C);
        _history.Deliver(_history.Publish(_history.A, "e2"), _history.Members);

        _history.AssertViolated(ViolationKind.Loss, "b [sid-b]", $"message {lost.Id} ", "epoch e2");
    }

    [Fact]
    public void Run_UnknownMessageSeenBySomeOnly_IsNoLoss()
    {
        var unknown = _history.Ledger.Publish(_history.A, TestHistory.Channel, _history.Tick());
        unknown.GiveUp();
        _history.Deliver(unknown, _history.B);

        _history.AssertClean();
    }

    [Fact]
    public void Run_MessageTwiceInOneSession_IsDuplicate()
    {
        var twice = _history.PublishToAll(_history.A);
        _history.PublishToAll(_history.B);
        _history.Deliver(twice, _history.C);

        _history.AssertViolated(ViolationKind.Duplicate, "c [sid-c]", $"message {twice.Id} ");
    }

    [Fact]
    public void Run_MessageAgainAfterRecovery_IsDuplicate()
    {
        var twice = _history.PublishToAll(_history.A);
        _history.PublishToAll(_history.A);
        _history.Return(_history.C, TimeSpan.FromSeconds(2), isRecovered: true);
        _history.Deliver(twice, _history.C);

        _history.AssertViolated(ViolationKind.Duplicate, "c [sid-c]", $"message {twice.Id} ");
    }

    [Fact]
    public void Run_OneMemberSeesTwoMessagesSwapped_IsDisorder()
    {
        var first = _history.Publish(_history.A);
        var second = _history.Publish(_history.B);
        _history.Deliver(first, _history.A, _history.B);
        _history.Deliver(second, _history.Members);
        _history.Deliver(first, _history.C);

        var violations = _history.Check().Violations;

        Assert.All(violations, static violation => Assert.Equal(ViolationKind.Order, violation.Kind));
        Assert.Contains(violations, violation => violation.Text.StartsWith($"c [sid-c] received message {first.Id} ", StringComparison.Ordinal));
        Assert.Contains(violations, static violation => violation.Text.StartsWith("No order fits all members", StringComparison.Ordinal));
    }

    [Fact]
    public void Run_EverybodySeesMessagesAgainstTheirOffsets_IsDisorder()
    {
        var first = _history.Publish(_history.A);
        var second = _history.Publish(_history.B);
        _history.Deliver(second, _history.Members);
        _history.Deliver(first, _history.Members);

        var violations = _history.Check().Violations;

        Assert.Equal(3, violations.Count);
        Assert.All(violations, violation => Assert.Equal((ViolationKind.Order, true), (violation.Kind, violation.Text.Contains($"after message {second.Id} ", StringComparison.Ordinal))));
    }

    [Fact]
    public void Run_MembersDisagreeAboutUnacknowledgedMessages_IsDisorder()
    {
        var first = _history.Ledger.Publish(_history.A, TestHistory.Channel, _history.Tick());
        var second = _history.Ledger.Publish(_history.B, TestHistory.Channel, _history.Tick());
        first.GiveUp();
        second.GiveUp();
        _history.Deliver(first, _history.A);
        _history.Deliver(second, _history.A, _history.B);
        _history.Deliver(first, _history.B);

        _history.AssertViolated(ViolationKind.Order, "a [sid-a] saw message 1 before 2", "b [sid-b] saw message 2 before 1");
    }

    [Fact]
    public void Run_PublishersMessagesOutOfItsOrder_IsDisorder()
    {
        var first = _history.Ledger.Publish(_history.A, TestHistory.Channel, _history.Tick());
        var second = _history.Ledger.Publish(_history.A, TestHistory.Channel, _history.Tick());
        second.Acknowledge(_history.NextPosition(), _history.Tick());
        first.Acknowledge(_history.NextPosition(), _history.Tick());
        _history.Deliver(second, _history.Members);
        _history.Deliver(first, _history.Members);

        var violations = _history.Check().Violations;

        Assert.Equal(3, violations.Count);
        Assert.All(violations, static violation => Assert.Contains("of the same publisher", violation.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void Run_SameOffsetArgumentTwiceInARow_IsDisorder()
    {
        var first = _history.Publish(_history.A);
        var second = _history.Publish(_history.A);
        _history.Deliver(first, _history.Members);
        _history.Deliver(second, _history.A, _history.B);
        _history.C.Deliver(second.Id, TestHistory.Channel, _history.Tick(), offsetHash: first.Id);

        _history.AssertViolated(ViolationKind.Order, "c [sid-c]", "same offset argument");
    }

    [Fact]
    public void Run_MessageNobodyPublished_IsStranger()
    {
        _history.B.Deliver(99, TestHistory.Channel, _history.Tick());

        _history.AssertViolated(ViolationKind.Stranger, "b [sid-b]", "message 99 ", "nobody");
    }

    [Fact]
    public void Run_MessageInAnotherChannel_IsStranger()
    {
        var message = _history.PublishToAll(_history.A);
        _history.B.Deliver(message.Id, TestHistory.Channel + 1, _history.Tick());

        _history.AssertViolated(ViolationKind.Stranger, "b [sid-b]", $"published to channel {TestHistory.Channel}");
    }

    [Fact]
    public void Run_MessageNeverAnsweredInLivingSession_IsUnanswered()
    {
        var waiting = _history.Ledger.Publish(_history.A, TestHistory.Channel, _history.Tick());
        _history.Deliver(waiting, _history.Members);

        _history.AssertViolated(ViolationKind.Unanswered, "a [sid-a]", $"message {waiting.Id} ");
    }

    [Fact]
    public void Run_ClientThatDidNotComeBack_IsAbsent()
    {
        _history.B.Lose(_history.Tick());

        _history.AssertViolated(ViolationKind.Absent, "b [sid-b]");
    }
}
