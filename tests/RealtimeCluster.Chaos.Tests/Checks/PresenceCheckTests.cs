using RealtimeCluster.Chaos.Checks;
using RealtimeCluster.Chaos.Histories;

namespace RealtimeCluster.Chaos.Tests.Checks;

/// <summary>Wrong lists of members and wrong news of them are seen, and nothing else is.</summary>
public sealed class PresenceCheckTests
{
    private readonly TestHistory _history = new();

    [Fact]
    public void Run_ListWithoutMember_IsViolated()
    {
        _history.Observe("sid-a", "sid-c");

        _history.AssertViolated(ViolationKind.Presence, "b [sid-b]", "does not name");
    }

    [Fact]
    public void Run_ListWithGhost_IsViolated()
    {
        _history.Observe("sid-a", "sid-b", "sid-c", "sid-gone");

        _history.AssertViolated(ViolationKind.Presence, "names sid-gone");
    }

    [Fact]
    public void Run_ListWithMemberTwice_IsViolated()
    {
        _history.Observe("sid-a", "sid-b", "sid-b", "sid-c");

        _history.AssertViolated(ViolationKind.Presence, "names sid-b 2 times");
    }

    [Fact]
    public void Run_UnansweredList_IsViolated()
    {
        _history.Ledger.Observe(new(
            _history.Tick(),
            new Dictionary<int, IReadOnlyList<Histories.Session>> { [TestHistory.Channel] = _history.Members },
            new Dictionary<int, IReadOnlyList<ListedMember>>()));

        _history.AssertViolated(ViolationKind.Presence, "was not answered");
    }

    [Fact]
    public void Run_JoinNobodyWasToldOf_IsViolated()
    {
        var late = _history.Ledger.Connect("d", "sid-d", "gateway1", _history.Tick());
        var members = _history.Members.ToArray();
        _history.Members.Remove(_history.B);
        _history.Join(late);
        _history.Members.Clear();
        _history.Members.AddRange([.. members, late]);
        _history.ObserveTruth();

        _history.AssertViolated(ViolationKind.Presence, "b [sid-b] was not told that d [sid-d] joined");
    }

    [Fact]
    public void Run_NewsOvertakesOwnJoinsAcknowledgement_IsTrue()
    {
        var late = _history.Ledger.Connect("d", "sid-d", "gateway1", _history.Tick());
        var later = _history.Ledger.Connect("e", "sid-e", "gateway1", _history.Tick());
        var (position, next) = (_history.NextPosition(), _history.NextPosition());
        var at = _history.Tick();
        _history.Members.ForEach(member => member.See(TestHistory.Channel, "sid-d", isJoin: true, at));
        _history.Members.Add(late);
        _history.Members.ForEach(member => member.See(TestHistory.Channel, "sid-e", isJoin: true, at));
        _history.Members.Add(later);
        late.Join(TestHistory.Channel, _history.Tick(), position);
        later.Join(TestHistory.Channel, _history.Tick(), next);
        _history.ObserveTruth();

        _history.AssertClean();
    }

    [Fact]
    public void Run_LeaveOfMemberThatJoinedEarlierNotTold_IsViolated()
    {
        LeaveAsOnlyBIsTold(_history.A);

        _history.AssertViolated(ViolationKind.Presence, "c [sid-c] was not told that a [sid-a] left");
    }

    [Fact]
    public void Run_LeaveOfMemberThatJoinedLaterNotTold_IsViolated()
    {
        LeaveAsOnlyBIsTold(_history.C);

        _history.AssertViolated(ViolationKind.Presence, "a [sid-a] was told", "that sid-c joined, and not that it left");
    }

    [Fact]
    public void Run_LeaveWithinGraceOfRecovered_IsViolated()
    {
        _history.B.Hear(_history.Tick());
        _history.B.Lose(_history.Tick());
        _history.A.See(TestHistory.Channel, "sid-b", isJoin: false, _history.Tick());
        _history.Ledger.Reconnect(_history.B, "sid-b", "gateway2", _history.Tick(), hadPosition: true);
        _history.A.See(TestHistory.Channel, "sid-b", isJoin: true, _history.Tick());
        _history.ObserveTruth();

        _history.AssertViolated(ViolationKind.Presence, "a [sid-a] was told", "that b [sid-b] left");
    }

    [Fact]
    public void Run_JoinAgainOfRecoveredWithinGrace_IsViolated()
    {
        _history.Return(_history.B, TimeSpan.FromSeconds(2), isRecovered: true);
        _history.A.See(TestHistory.Channel, "sid-b", isJoin: true, _history.Tick());

        _history.AssertViolated(ViolationKind.Presence, "a [sid-a] was told", "that b [sid-b] joined, of whom it knew already");
    }

    [Fact]
    public void Run_LeaveAndJoinOfAbsentBeyondGrace_IsTrue()
    {
        _history.B.Hear(_history.Tick());
        _history.B.Lose(_history.Tick());
        _history.Wait(TimeSpan.FromSeconds(20));
        _history.A.See(TestHistory.Channel, "sid-b", isJoin: false, _history.Tick());
        _history.C.See(TestHistory.Channel, "sid-b", isJoin: false, _history.Tick());
        _history.Ledger.Reconnect(_history.B, "sid-b", "gateway2", _history.Tick(), hadPosition: true);
        _history.A.See(TestHistory.Channel, "sid-b", isJoin: true, _history.Tick());
        _history.C.See(TestHistory.Channel, "sid-b", isJoin: true, _history.Tick());
        _history.ObserveTruth();

        _history.AssertClean();
    }

    [Fact]
    public void Run_LeaveOfSessionThatBecameAnother_IsTrue()
    {
        var former = _history.B;
        var again = _history.Return(former, TimeSpan.FromSeconds(2), isRecovered: false);
        _history.Leave(former);
        _history.Join(again);
        _history.Members.Add(again);
        _history.ObserveTruth();

        Assert.Empty(_history.Check(minRecoveryShare: 0).Violations);
    }

    private void LeaveAsOnlyBIsTold(Session gone)
    {
        gone.Hear(_history.Tick());
        gone.Lose(_history.Tick());
        gone.End();
        _history.B.See(TestHistory.Channel, gone.Id, isJoin: false, _history.Tick());
        _history.Members.Remove(gone);
        _history.ObserveTruth();
    }
}
