using RealtimeCluster.Chaos.Checks;
using RealtimeCluster.Chaos.Histories;

namespace RealtimeCluster.Chaos.Tests.Checks;

/// <summary>What is wrong with the messages of a rewind is seen, and nothing else is.</summary>
public sealed class RewindCheckTests
{
    private const int Hot = 9;
    private const int FilledCount = 5;

    private readonly Ledger _ledger = new();
    private readonly Session _filler;
    private readonly Publication[] _messages;
    private readonly CheckerOptions _options = new() { StormBytes = 40_000, StormJoins = 10 };
    private int _second;
    private long _offset;

    public RewindCheckTests()
    {
        _filler = _ledger.Connect("filler", "sid-f", "gateway1", Tick());
        _messages = [.. Enumerable.Range(0, FilledCount).Select(_ => Publish())];
    }

    [Fact]
    public void Run_AllInOrder_FindsNothing()
    {
        Join(_messages);

        Assert.Empty(Violations());
    }

    [Fact]
    public void Run_MessageLeftOut_IsLoss()
    {
        Join(_messages.Where(message => message != _messages[2]));

        AssertViolated(ViolationKind.Loss, "joiner", $"message {_messages[2].Id} ");
    }

    [Fact]
    public void Run_FewerThanTheTailHolds_IsLoss()
    {
        Join(_messages.Skip(2));

        AssertViolated(ViolationKind.Loss, "got 3 messages, and was owed at least 5");
    }

    [Fact]
    public void Run_NoneAtAll_IsLoss()
    {
        Join([]);

        AssertViolated(ViolationKind.Loss, "got 0 messages, and was owed at least 5");
    }

    [Fact]
    public void Run_FewerAndToldSo_IsAllowed()
    {
        Join(_messages.Skip(2)).Miss();

        Assert.Empty(Violations());
    }

    [Fact]
    public void Run_FewerThanAskedFor_AreOwedOnlyAsFarAsTheTailHasRoom()
    {
        _options.MaxTailBytes = (3 * 41_000) + (10 * 512);
        Join(_messages.Skip(2));

        Assert.Empty(Violations());
    }

    [Fact]
    public void Run_OldMessagesOfAnEarlierStorm_AreNotOwed()
    {
        _second += 600;
        Join([]);

        Assert.Empty(Violations());
    }

    [Fact]
    public void Run_MessageTwice_IsDuplicate()
    {
        Join([.. _messages, _messages[3]]);

        AssertViolated(ViolationKind.Duplicate, "joiner", $"message {_messages[3].Id} ", "twice");
    }

    [Fact]
    public void Run_TwoSwapped_IsDisorder()
    {
        Join([_messages[0], _messages[1], _messages[3], _messages[2], _messages[4]]);

        AssertViolated(ViolationKind.Order, $"message {_messages[2].Id} ", $"after message {_messages[3].Id} ");
    }

    [Fact]
    public void Run_MessageNobodyPublished_IsStranger()
    {
        Join(_messages).Deliver(99);

        AssertViolated(ViolationKind.Stranger, "message 99", "nobody published");
    }

    [Fact]
    public void Run_MessageOfAnotherChannel_IsStranger()
    {
        var elsewhere = _ledger.Publish(_filler, Hot + 1, Tick());
        elsewhere.Acknowledge(new Position("e1", 1), Tick());
        Join(_messages).Deliver(elsewhere.Id);

        AssertViolated(ViolationKind.Stranger, $"published to channel {Hot + 1}");
    }

    [Fact]
    public void Run_MessageFromAfterTheJoin_IsStranger()
    {
        var join = Join(_messages);
        join.Deliver(Publish().Id);

        AssertViolated(ViolationKind.Stranger, "published after its join");
    }

    [Fact]
    public void Run_JoinNeverAnswered_IsUnanswered()
    {
        _ledger.Rewind(new RewindJoin("joiner", "gateway1", Hot, 100, Tick()));

        AssertViolated(ViolationKind.Unanswered, "joiner on gateway1", "was never answered");
    }

    [Fact]
    public void Run_JoinWhoseTransportEnded_IsUnanswered()
    {
        var join = new RewindJoin("joiner", "gateway1", Hot, 100, Tick());
        _ledger.Rewind(join);
        join.Lose(Tick());

        AssertViolated(ViolationKind.Unanswered, "lost its transport");
    }

    [Theory]
    [InlineData("unavailable", 0)]
    [InlineData("internal_error", 1)]
    public void Run_JoinRefused_IsAllowedIfItMayBeTriedAgain(string code, int expected)
    {
        var join = new RewindJoin("joiner", "gateway1", Hot, 100, Tick());
        _ledger.Rewind(join);
        join.Refuse(code);

        Assert.Equal(expected, Violations().Count);
    }

    private TimeSpan Tick() => TimeSpan.FromSeconds(++_second);

    private Publication Publish()
    {
        var publication = _ledger.Publish(_filler, Hot, Tick());
        publication.Acknowledge(new Position("e1", ++_offset), Tick());
        return publication;
    }

    private RewindJoin Join(IEnumerable<Publication> received)
    {
        var join = new RewindJoin("joiner", "gateway1", Hot, 100, Tick());
        _ledger.Rewind(join);
        join.Answer(new Position("e1", ++_offset), Tick());
        foreach (var publication in received)
        {
            join.Deliver(publication.Id);
        }

        return join;
    }

    private IReadOnlyList<Violation> Violations() => Checker.Run(_ledger, _options).Violations;

    private void AssertViolated(ViolationKind kind, params IEnumerable<string> named)
    {
        var violation = Assert.Single(Violations());
        Assert.Equal(kind, violation.Kind);
        Assert.All(named, text => Assert.Contains(text, violation.Text, StringComparison.Ordinal));
    }
}
