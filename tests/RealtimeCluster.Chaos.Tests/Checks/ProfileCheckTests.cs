using RealtimeCluster.Chaos.Checks;
using RealtimeCluster.Chaos.Histories;

namespace RealtimeCluster.Chaos.Tests.Checks;

/// <summary>Wrong profiles in lists and in news are seen, and nothing else is.</summary>
public sealed class ProfileCheckTests
{
    private const int Bytes = 50_000;

    private readonly TestHistory _history = new();
    private int _number;

    [Fact]
    public void Run_ChangeThatAllAreToldOfAndThatIsListed_FindsNothing()
    {
        Set(_history.B, _history.A, _history.C);
        var second = Set(_history.B, _history.A, _history.C);
        _history.ObserveProfiles(null, second, null);

        _history.AssertClean();
    }

    [Fact]
    public void Run_ListWithOlderProfile_IsViolated()
    {
        var first = Set(_history.B, _history.A, _history.C);
        Set(_history.B, _history.A, _history.C);
        _history.ObserveProfiles(null, first, null);

        _history.AssertViolated(ViolationKind.Profile, "gives b [sid-b] profile 1 ", "profile 2 ");
    }

    [Fact]
    public void Run_ListWithoutProfile_IsViolated()
    {
        Set(_history.B, _history.A, _history.C);
        _history.ObserveTruth();

        _history.AssertViolated(ViolationKind.Profile, "gives b [sid-b] no profile");
    }

    [Fact]
    public void Run_ListWithProfileCutShort_IsViolated()
    {
        var profile = Set(_history.B, _history.A, _history.C);
        _history.ObserveProfiles(null, profile with { FillingBytes = 7 }, null);

        _history.AssertViolated(ViolationKind.Profile, "profile 1 with 7 bytes", $"profile 1 with {Bytes} bytes last");
    }

    [Fact]
    public void Run_ChangeMemberIsNotToldOf_IsViolated()
    {
        var profile = Set(_history.B, _history.A);
        _history.ObserveProfiles(null, profile, null);

        _history.AssertViolated(ViolationKind.Profile, "c [sid-c] was not told of profile 1 ", "b [sid-b] set");
    }

    [Fact]
    public void Run_ChangeNotToldOfToOneThatDoesNotKnowSinceWhenItIsAMember_IsAllowed()
    {
        var late = _history.Ledger.Connect("d", "sid-d", "gateway1", _history.Tick());
        late.Join(TestHistory.Channel, _history.Tick(), position: null);
        var profile = Set(_history.B, _history.A, _history.C);
        _history.Members.ForEach(member => member.See(TestHistory.Channel, late.Id, isJoin: true, _history.Tick()));
        _history.Members.Add(late);
        _history.ObserveProfiles(null, profile, null, null);

        _history.AssertClean();
    }

    [Fact]
    public void Run_ChangeNotToldOfToOneThatWasToldThatSomethingIsMissing_IsAllowed()
    {
        var profile = Set(_history.B, _history.A);
        _history.C.Miss(TestHistory.Channel, _history.Tick());
        _history.ObserveProfiles(null, profile, null);

        _history.AssertClean();
    }

    [Fact]
    public void Run_OlderProfileAfterNewer_IsViolated()
    {
        var first = Set(_history.B, _history.A, _history.C);
        var second = Set(_history.B, _history.A, _history.C);
        Tell(_history.C, _history.B, first);
        Tell(_history.C, _history.B, second);
        _history.ObserveProfiles(null, second, null);

        _history.AssertViolated(ViolationKind.Profile, "c [sid-c] was told", "profile 1 ", "after the later profile 2 ");
    }

    [Fact]
    public void Run_ProfileOfAnotherMember_IsViolated()
    {
        var profile = Set(_history.B, _history.A, _history.C);
        Tell(_history.A, _history.C, profile);

        _history.AssertViolated(ViolationKind.Profile, "a [sid-a] was told", "profile 1 ", "of c [sid-c], which set none");
    }

    [Fact]
    public void Run_NewsWithoutProfileOfMemberThatHasOne_IsViolated()
    {
        Set(_history.B, _history.A, _history.C);
        Tell(_history.C, _history.B, null);

        _history.AssertViolated(ViolationKind.Profile, "c [sid-c] was told", "no profile of b [sid-b]");
    }

    [Fact]
    public void Run_ChangeThatIsNotAcknowledged_MayBeListedOrNot()
    {
        var first = Set(_history.B, _history.A, _history.C);
        var pending = new Profile(++_number, Bytes);
        _history.B.SetProfile(pending, _history.Tick());
        _history.ObserveProfiles(null, first, null);
        _history.ObserveProfiles(null, pending, null);

        _history.AssertClean();
    }

    private Profile Set(Session member, params IEnumerable<Session> told)
    {
        var profile = new Profile(++_number, Bytes);
        var change = member.SetProfile(profile, _history.Tick());
        foreach (var witness in told)
        {
            Tell(witness, member, profile);
        }

        change.Confirm(_history.Tick());
        return profile;
    }

    private void Tell(Session witness, Session member, Profile? profile) =>
        witness.Learn(new ProfileNews(TestHistory.Channel, member.Id, profile, _history.Tick()));
}
