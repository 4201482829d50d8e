using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Silo.Sessions;
using RealtimeCluster.Silo.Tests.Channels;

namespace RealtimeCluster.Silo.Tests.Sessions;

public sealed class SessionDirectoryTests
{
    [Fact]
    public void TakeOver_WithProof_GivesTheSessionOnceToEachClaimer()
    {
        var sessions = new SessionDirectory();
        sessions.Save(Record(gateway: 1));

        var taken = sessions.TakeOver(Claim(gateway: 2));
        var again = sessions.TakeOver(Claim(gateway: 3));

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

        Assert.Null(sessions.TakeOver(new SessionClaim("a", secret, environment, userId, LogBuilder.Gateway(2))));
    }

    [Fact]
    public void Save_ByTheGatewayItWasTakenFrom_ChangesNothing()
    {
        var sessions = new SessionDirectory();
        sessions.Save(Record(gateway: 1));
        sessions.TakeOver(Claim(gateway: 2));

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
        sessions.TakeOver(Claim(gateway: 2));

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

    private static SessionRecord Record(int gateway) => new()
    {
        ConnectionId = "a",
        Secret = "secret",
        Environment = "shop",
        Gateway = LogBuilder.Gateway(gateway),
    };

    private static SessionClaim Claim(int gateway) => new("a", "secret", "shop", UserId: null, LogBuilder.Gateway(gateway));
}
