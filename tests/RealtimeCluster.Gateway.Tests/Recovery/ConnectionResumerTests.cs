using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Gateway.Connections;
using RealtimeCluster.Gateway.Diagnostics;
using RealtimeCluster.Gateway.Recovery;
using RealtimeCluster.Gateway.Tests.Hosting;
using RealtimeCluster.Gateway.Tests.Uplink;
using RealtimeCluster.Testing.Diagnostics;

namespace RealtimeCluster.Gateway.Tests.Recovery;

public class ConnectionResumerTests
{
    private const string Id = "a";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan AskPatience = TimeSpan.FromSeconds(2.5);
    private static readonly ResumeRequest Request = new(Id, "secret", []);

    [Fact]
    public async Task TryResumeAsync_NothingComes_AsksFourTimesAndGivesBackWhatItClaimed()
    {
        var owner = new FakeOwner(epoch: 9, refusals: 0);
        await using var gateway = new TestGateway(owner, Shard());
        using var metrics = new MetricReader(gateway.Services, GatewayMetrics.MeterName);

        var resuming = Resume(gateway);
        for (var i = 0; i < 4; i++)
        {
            await gateway.Time.WaitUntilArmedAsync(AskPatience);
            gateway.Time.Advance(AskPatience);
        }

        Assert.Null(await resuming.WaitAsync(Deadline));
        Assert.Equal(["Attach", "Resume", "Resume", "Resume", "Resume", "Detach"], await owner.HearAsync(6));
        Assert.Single(owner.Commands.Where(static command => command.Kind == ChannelCommandKind.Resume).Select(static command => command.Attempt).Distinct());
        Assert.Equal(3, metrics["realtime.gateway.resumes_asked_again"]);
        Assert.False(gateway.Get<ConnectionRegistry>().TryGet(Id, out _));
    }

    [Fact]
    public async Task TryResumeAsync_LogsComeWhenAskedForAgain_Resumes()
    {
        var owner = new FakeOwner(epoch: 9, refusals: 0);
        await using var gateway = new TestGateway(owner, Shard());

        var resuming = Resume(gateway);
        await gateway.Time.WaitUntilArmedAsync(AskPatience);
        gateway.Time.Advance(AskPatience);
        await gateway.Time.WaitUntilArmedAsync(AskPatience);
        Assert.True(gateway.Get<ConnectionRegistry>().TryGet(Id, out var connection));
        connection.OnResumed(isResumed: true);

        Assert.Same(connection, await resuming.WaitAsync(Deadline));
        Assert.Equal(["Attach", "Resume", "Resume"], await owner.HearAsync(3));
    }

    [Fact]
    public async Task TryResumeAsync_TheOwnerRefuses_DoesNotAskAgain()
    {
        var owner = new FakeOwner(epoch: 9, refusals: 0) { ResumeOutcome = CommandOutcome.NotResumable };
        await using var gateway = new TestGateway(owner, Shard());

        var resumed = await Resume(gateway).WaitAsync(Deadline);

        Assert.Null(resumed);
        Assert.Equal(["Attach", "Resume", "Detach"], await owner.HearAsync(3));
    }

    [Fact]
    public async Task TryResumeAsync_TwoLogsOfOneName_LeavesWhatOthersClaimed()
    {
        var owner = new FakeOwner(epoch: 9, refusals: 0);
        await using var gateway = new TestGateway(owner, Shard("c", "c"));
        await gateway.Get<Attachments>().ClaimAsync(gateway.CreateConnection("other"), CancellationToken.None);

        var resumed = await Resume(gateway).WaitAsync(Deadline);

        Assert.Null(resumed);
        Assert.True(gateway.Get<Attachments>().Contains(ChannelKey.ForBroadcast("shop")));
    }

    private static Task<Connection?> Resume(TestGateway gateway) =>
        gateway.Get<ConnectionResumer>().TryResumeAsync(Request, TestGateway.Grant, CancellationToken.None);

    private static FakeShard Shard(params string[] channels) => new(new SessionTakeover(
        new SessionRecord { ConnectionId = Id, Secret = "secret", Environment = "shop", Gateway = new GatewayId(TestGateway.Self), Channels = channels },
        new GatewayId(TestGateway.Self)));
}
