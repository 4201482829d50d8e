using RealtimeCluster.Chaos.Checks;
using RealtimeCluster.Chaos.Histories;

namespace RealtimeCluster.Chaos.Tests.Checks;

/// <summary>A correct history of three members of one channel, to which a test does one wrong.</summary>
internal sealed class TestHistory
{
    public const int Channel = 7;
    public const string Epoch = "e1";

    private int _second;
    private long _offset;

    /// <summary>Three members that joined one after the other and were told so.</summary>
    public TestHistory()
    {
        foreach (var name in (string[])["a", "b", "c"])
        {
            var session = Ledger.Connect(name, $"sid-{name}", "gateway1", Tick());
            Join(session);
            Members.Add(session);
        }
    }

    public Ledger Ledger { get; } = new();

    public List<Session> Members { get; } = [];

    public Session A => Members[0];

    public Session B => Members[1];

    public Session C => Members[2];

    /// <summary>The time of now, a second after the last.</summary>
    public TimeSpan Tick() => TimeSpan.FromSeconds(++_second);

    public void Wait(TimeSpan time) => _second += (int)time.TotalSeconds;

    public Position NextPosition(string epoch = Epoch) => new(epoch, ++_offset);

    /// <summary>Joins, and the others hear of it.</summary>
    public void Join(Session session)
    {
        var at = Tick();
        foreach (var other in Members)
        {
            other.See(Channel, session.Id, isJoin: true, at);
        }

        session.Join(Channel, at, NextPosition());
    }

    /// <summary>Leaves, and the others hear of it.</summary>
    public void Leave(Session session)
    {
        var at = Tick();
        Members.Remove(session);
        foreach (var other in Members)
        {
            other.See(Channel, session.Id, isJoin: false, at);
        }
    }

    /// <summary>A message that is acknowledged and has reached nobody yet.</summary>
    public Publication Publish(Session publisher, string epoch = Epoch)
    {
        var publication = Ledger.Publish(publisher, Channel, Tick());
        publication.Acknowledge(NextPosition(epoch), Tick());
        return publication;
    }

    public void Deliver(Publication publication, params IEnumerable<Session> receivers)
    {
        var at = Tick();
        foreach (var receiver in receivers)
        {
            receiver.Hear(at);
            receiver.Deliver(publication.Id, Channel, at, offsetHash: publication.Id);
        }
    }

    /// <summary>A message that reaches all.</summary>
    public Publication PublishToAll(Session publisher)
    {
        var publication = Publish(publisher);
        Deliver(publication, Members);
        return publication;
    }

    /// <summary>Loses the transport now and is back after a time, as the same or as another.</summary>
    public Session Return(Session session, TimeSpan away, bool isRecovered, bool hadPosition = true)
    {
        session.Hear(Tick());
        session.Lose(Tick());
        Wait(away);
        return Ledger.Reconnect(session, isRecovered ? session.Id : session.Id + "-again", "gateway2", Tick(), hadPosition);
    }

    /// <summary>The truth about the members, and what the server says.</summary>
    public void Observe(params IEnumerable<string> listed) => Ledger.Observe(new PresencePoint(
        Tick(),
        new Dictionary<int, IReadOnlyList<Session>> { [Channel] = [.. Members] },
        new Dictionary<int, IReadOnlyList<ListedMember>> { [Channel] = [.. listed.Select(static id => new ListedMember(id))] }));

    public void ObserveTruth() => Observe(Members.Select(static member => member.Id));

    /// <summary>The truth about the members, and a list of them with these profiles.</summary>
    public void ObserveProfiles(params IEnumerable<Profile?> profiles) => Ledger.Observe(new PresencePoint(
        Tick(),
        new Dictionary<int, IReadOnlyList<Session>> { [Channel] = [.. Members] },
        new Dictionary<int, IReadOnlyList<ListedMember>> { [Channel] = [.. Members.Zip(profiles, static (member, profile) => new ListedMember(member.Id, profile))] }));

    public Findings Check(double minRecoveryShare = 1) => Checker.Run(
        Ledger,
        new CheckerOptions { PresenceGrace = TimeSpan.FromSeconds(15), Window = TimeSpan.FromMinutes(2), MinRecoveryShare = minRecoveryShare });

    /// <summary>Expects exactly one violation, of this kind, that names all these.</summary>
    public void AssertViolated(ViolationKind kind, params IEnumerable<string> named)
    {
        var violation = Assert.Single(Check().Violations);
        Assert.Equal(kind, violation.Kind);
        Assert.All(named, text => Assert.Contains(text, violation.Text, StringComparison.Ordinal));
    }

    public void AssertClean() => Assert.Empty(Check().Violations);
}
