using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Silo.Sessions;
using RealtimeCluster.Silo.Tests.Log;

namespace RealtimeCluster.Silo.Tests.Sessions;

public sealed class SessionDirectoryTests
{
    [Fact]
    public void TakeOver_WithProof_GivesTheSessionOnceToEachClaimer()
    {
        var sessions = new SessionDirectory();
        sessions.Save(Record(gateway: 1));

        var taken = sessions.TakeOver(Claim(gateway: 2), deadline: 5);
        var again = sessions.TakeOver(Claim(gateway: 3), deadline: 5);

        Assert.Equal(LogBuilder.Gateway(1), taken!.Former);
        Assert.Equal(1, taken.Record.Generation);
        Assert.Equal(LogBuilder.Gateway(2), again!.Former);
        Assert.Equal(2, again.Record.Generation);
    }

    [Theory]
    [InlineData("other", "shop", null)]
    [InlineData("secret", "other", null)]
    [InlineData("secret", "shop", "somebody")]
    public void TakeOver_WithoutProof_GivesNothing(string secret, string environment, string? userId)
    {
        var sessions = new SessionDirectory();
        sessions.Save(Record(gateway: 1));

        Assert.Null(sessions.TakeOver(new SessionClaim("a", secret, environment, userId, LogBuilder.Gateway(2)), deadline: 5));
    }

    [Fact]
    public void Save_ByTheGatewayItWasTakenFrom_ChangesNothing()
    {
        var sessions = new SessionDirectory();
        sessions.Save(Record(gateway: 1));
        sessions.TakeOver(Claim(gateway: 2), deadline: 5);

        sessions.Save(Record(gateway: 1));
        sessions.End(new EndedSession("a", Generation: 0));

        Assert.Equal(LogBuilder.Gateway(2), Assert.Single(sessions.ToArray()).Gateway);
    }

    [Fact]
    public void Expire_GatewayLost_ForgetsWhoWasNotClaimed()
    {
        var sessions = new SessionDirectory();
        sessions.Save(Record(gateway: 1));
        sessions.LoseGateway(LogBuilder.Gateway(1), deadline: 10);

        sessions.Expire(now: 9);
        var before = sessions.Count;
        sessions.Expire(now: 10);

        Assert.Equal(1, before);
        Assert.Equal(0, sessions.Count);
    }

    [Fact]
    public void Find_ASession_SaysWhereItIsAndWhetherItIsLost()
    {
        var sessions = new SessionDirectory();
        sessions.Save(Record(gateway: 1));
        sessions.TakeOver(Claim(gateway: 2), deadline: 5);

        Assert.Equal(new SessionPlace("shop", LogBuilder.Gateway(2), Generation: 1, IsLost: false), sessions.Find("a"));
        sessions.LoseGateway(LogBuilder.Gateway(2), deadline: 10);
        Assert.True(sessions.Find("a")!.IsLost);
        Assert.Null(sessions.Find("b"));
    }

    [Theory]
    [InlineData("shop", "ada", 1)]
    [InlineData("shop", "bob", 0)]
    [InlineData("other", "ada", 0)]
    public void EndLost_OfAUser_ForgetsThoseWhoseGatewayIsGone(string environment, string userId, int count)
    {
        var sessions = new SessionDirectory();
        sessions.Save(Record(gateway: 1) with { UserId = "ada" });
        sessions.Save(Record(gateway: 2) with { ConnectionId = "b", UserId = "ada" });
        sessions.Save(Record(gateway: 1) with { ConnectionId = "c" });
        sessions.LoseGateway(LogBuilder.Gateway(1), deadline: 10);

        Assert.Equal(count, sessions.EndLost(environment, userId));
        Assert.Equal(3 - count, sessions.Count);
        Assert.Equal(count == 0, sessions.Find("a") is not null);
    }

    [Fact]
    public void Save_AfterItsGatewaysDeath_ExpiresAllTheSame()
    {
        var sessions = new SessionDirectory();
        sessions.LoseGateway(LogBuilder.Gateway(1), deadline: 10);
        sessions.Save(Record(gateway: 1));

        Assert.True(sessions.Find("a")!.IsLost);
        sessions.Expire(now: 10);
        Assert.Equal(0, sessions.Count);
        Assert.False(sessions.HasDeadlines);
    }

    [Fact]
    public void Confirm_OnlyTheLastClaim_IsKeptPastItsDeadline()
    {
        var sessions = new SessionDirectory();
        sessions.Save(Record(gateway: 1));
        var first = sessions.TakeOver(Claim(gateway: 2), deadline: 5)!;
        var second = sessions.TakeOver(Claim(gateway: 3), deadline: 5)!;

        Assert.False(sessions.Confirm("a", first.Record.Generation));
        Assert.True(sessions.Confirm("a", second.Record.Generation));
        sessions.Expire(now: 5);
        Assert.Equal(1, sessions.Count);
    }

    [Fact]
    public void Expire_ClaimThatNobodyConfirmed_IsForgotten()
    {
        var sessions = new SessionDirectory();
        sessions.Save(Record(gateway: 1));
        sessions.TakeOver(Claim(gateway: 2), deadline: 5);

        sessions.Expire(now: 5);

        Assert.Equal(0, sessions.Count);
    }

    [Fact]
    public void TakeOver_OfAnInheritedSession_LeavesRoomForClaimsThatDiedWithTheFormerShard()
    {
        var sessions = new SessionDirectory();
        sessions.Inherit(Record(gateway: 1));

        var generation = sessions.TakeOver(Claim(gateway: 2), deadline: 5)!.Record.Generation;

        Assert.True(generation > 10);
        Assert.Equal(generation + 1, sessions.TakeOver(Claim(gateway: 3), deadline: 5)!.Record.Generation);
    }

    [Fact]
    public void TakeNoLongerLost_LostSessionThatWasClaimedOrEnded_IsNamedOnce()
    {
        var sessions = new SessionDirectory();
        sessions.Save(Record(gateway: 1));
        sessions.Save(Record(gateway: 1) with { ConnectionId = "b" });
        sessions.Save(Record(gateway: 3) with { ConnectionId = "c" });
        sessions.LoseGateway(LogBuilder.Gateway(1), deadline: 10);

        sessions.TakeOver(Claim(gateway: 2), deadline: 5);
        sessions.End(new EndedSession("b", 0));
        sessions.End(new EndedSession("c", 0));

        Assert.Equal(["a", "b"], sessions.TakeNoLongerLost().Select(static ended => ended.ConnectionId));
        Assert.Empty(sessions.TakeNoLongerLost());
    }

    [Fact]
    public void TryChange_OfAKnownSession_ChangesWhatItNamesAndTwiceNothingMore()
    {
        var sessions = new SessionDirectory();
        sessions.Save(Record(gateway: 1) with { Channels = ["x", "y"], Joins = [new StreamPosition(7, 1)] });
        var change = new SessionChange
        {
            ConnectionId = "a",
            Generation = 0,
            Joined = [new SessionChannel("y", new StreamPosition(7, 5)), new SessionChannel("z", default)],
            Left = ["x"],
        };

        Assert.True(sessions.TryChange(change));
        Assert.True(sessions.TryChange(change));

        var record = Assert.Single(sessions.ToArray());
        Assert.Equal(["y", "z"], record.Channels);
        Assert.Equal([new StreamPosition(7, 5), default], record.Joins);
    }

    [Fact]
    public void TryChange_OneByOneInManyChannels_KeepsThemInTheOrderOfJoining()
    {
        var sessions = new SessionDirectory();
        sessions.Save(Record(gateway: 1) with { Channels = ["c0"] });

        for (var i = 1; i < 1_000; i++)
        {
            sessions.TryChange(new SessionChange { ConnectionId = "a", Generation = 0, Joined = [new SessionChannel($"c{i}", default)] });
            sessions.TryChange(new SessionChange { ConnectionId = "a", Generation = 0, Joined = [new SessionChannel($"c{i}", new StreamPosition(7, i))] });
        }

        sessions.TryChange(new SessionChange { ConnectionId = "a", Generation = 0, Left = ["c500"] });

        var taken = sessions.TakeOver(Claim(gateway: 2), deadline: 5)!.Record;
        int[] left = [.. Enumerable.Range(0, 1_000).Where(static i => i != 500)];
        Assert.Equal(left.Select(static i => $"c{i}"), taken.Channels);
        Assert.Equal(left.Skip(1).Select(static i => new StreamPosition(7, i)), taken.Joins.Skip(1));
        Assert.Equal(taken.Channels, Assert.Single(sessions.ToArray()).Channels);
    }

    [Theory]
    [InlineData("a", 1, false)]
    [InlineData("b", 0, false)]
    [InlineData("a", 0, true)]
    public void TryChange_SessionThatIsNotKnown_AsksForTheWhole(string connectionId, int generation, bool isKnown)
    {
        var sessions = new SessionDirectory();
        sessions.Save(Record(gateway: 1));

        Assert.Equal(isKnown, sessions.TryChange(new SessionChange { ConnectionId = connectionId, Generation = generation }));
    }

    [Fact]
    public void TryChange_ByTheGatewayItWasTakenFrom_ChangesNothing()
    {
        var sessions = new SessionDirectory();
        sessions.Save(Record(gateway: 1));
        sessions.TakeOver(Claim(gateway: 2), deadline: 5);

        Assert.True(sessions.TryChange(new SessionChange { ConnectionId = "a", Generation = 0, Joined = [new SessionChannel("x", default)] }));
        Assert.Empty(Assert.Single(sessions.ToArray()).Channels);
    }

    private static SessionRecord Record(int gateway) => new()
    {
        ConnectionId = "a",
        Secret = "secret",
        Environment = "shop",
        Gateway = LogBuilder.Gateway(gateway),
    };

    private static SessionClaim Claim(int gateway) => new("a", "secret", "shop", UserId: null, LogBuilder.Gateway(gateway));
}
