using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Gateway.Connections;
using RealtimeCluster.Gateway.Diagnostics;
using RealtimeCluster.Gateway.Recovery;
using RealtimeCluster.Gateway.Tests.Hosting;
using RealtimeCluster.Gateway.Tests.Uplink;
using RealtimeCluster.Gateway.Uplink;
using RealtimeCluster.Testing;
using RealtimeCluster.Testing.Diagnostics;

namespace RealtimeCluster.Gateway.Tests.Recovery;

public class ConnectionResumerTests
{
    private const string Id = "a";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan AskPatience = RecoveryTimes.Default.Resume / 4;
    private static readonly TimeSpan ShardRetryDelay = TimeSpan.FromMilliseconds(50);
    private static readonly ResumeRequest Request = new(Id, "secret", []);

    [Fact]
    public async Task ResumeAsync_NothingComes_AsksFourTimesAndTheSessionWaitsForTheNextTry()
    {
        var owner = new FakeOwner(epoch: 9, refusals: 0);
        var shard = Shard("c");
        await using var gateway = new TestGateway(owner, shard);
        using var metrics = new MetricReader(gateway.Services, GatewayMetrics.MeterName);

        var resuming = Resume(gateway);
        for (var i = 0; i < 4; i++)
        {
            await gateway.Time.WaitUntilArmedAsync(AskPatience);
            gateway.Time.Advance(AskPatience);
        }

        Assert.Equal(ResumeOutcome.Unanswered, await resuming.WaitAsync(Deadline));

        // What has been asked may still be on its way: the broadcast log is attached, and it and the channel are asked four times.
        var heard = await owner.HearAsync(1 + 8);
        Assert.Equal(8, heard.Count(static kind => kind == nameof(ChannelCommandKind.Resume)));
        Assert.DoesNotContain(owner.Commands, static command => command.Kind == ChannelCommandKind.Leave);
        Assert.NotNull(gateway.Get<AwayConnections>().Find(Id));
        Assert.Empty(shard.Ended);
        Assert.Single(owner.Commands.Where(static command => command.Kind == ChannelCommandKind.Resume).Select(static command => command.Attempt).Distinct());
        Assert.Equal(3, metrics["realtime.gateway.resumes_asked_again"]);
        Assert.False(gateway.Get<ConnectionRegistry>().TryGet(Id, out _));
    }

    [Fact]
    public async Task ResumeAsync_TheShardDoesNotAnswer_ProvesNothing()
    {
        var shard = new FakeShard { Claim = Task.FromException<SessionTakeover?>(new TimeoutException()) };
        await using var gateway = new TestGateway(new FakeOwner(epoch: 9, refusals: 0), shard);

        var resuming = Resume(gateway);
        for (var armed = gateway.Time.WaitUntilArmedAsync(ShardRetryDelay); await Task.WhenAny(armed, resuming) == armed; armed = gateway.Time.WaitUntilArmedAsync(ShardRetryDelay))
        {
            await armed;
            gateway.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(ResumeOutcome.Unanswered, await resuming);
        Assert.Empty(shard.Ended);
    }

    [Fact]
    public async Task ResumeAsync_AnOwnerKnowsANewerAttempt_EndsWithoutAWordToAnybody()
    {
        var owner = new FakeOwner(epoch: 9, refusals: 0) { ResumeOutcome = CommandOutcome.Superseded };
        await using var gateway = new TestGateway(owner, Shard("c"));

        Assert.Equal(ResumeOutcome.Superseded, await Resume(gateway).WaitAsync(Deadline));
        Assert.DoesNotContain(owner.Commands, static command => command.Kind == ChannelCommandKind.Leave);
    }

    [Fact]
    public async Task OnAnswered_AnOwnerKnowsANewerAttemptOfALiveConnection_ItIsOver()
    {
        var owner = new FakeOwner(epoch: 9, refusals: 0) { PublishOutcome = CommandOutcome.Superseded };
        await using var gateway = new TestGateway(owner, Shard());
        var connection = gateway.CreateConnection(Id);
        var answered = new TaskCompletionSource<bool>();

        gateway.Get<UplinkRegistry>().Enqueue(
            ChannelKey.ForChannel("shop", "c"),
            new ChannelCommand { Kind = ChannelCommandKind.Publish, ConnectionId = Id },
            (_, _) => answered.SetResult(connection.IsClosed),
            connection);

        Assert.True(await answered.Task.WaitAsync(Deadline), "A command must not be acknowledged by a connection that goes on elsewhere.");
        await Eventually.TrueAsync(() => connection.IsOver, "It is to be let go.");
        Assert.False(connection.HasLeft);
    }

    [Fact]
    public async Task Register_ANewerAttemptIsHere_StaysInItsPlace()
    {
        await using var gateway = new TestGateway(new FakeOwner(epoch: 9, refusals: 0), Shard());
        var registry = gateway.Get<ConnectionRegistry>();
        var (older, newer) = (Attempt(gateway, generation: 1), Attempt(gateway, generation: 2));

        registry.Register(newer);
        registry.Register(older);

        Assert.True(registry.TryGet(Id, out var found));
        Assert.Same(newer, found);
    }

    [Fact]
    public async Task ResumeAsync_LogsComeWhenAskedForAgain_Resumes()
    {
        var owner = new FakeOwner(epoch: 9, refusals: 0);
        await using var gateway = new TestGateway(owner, Shard());

        var resuming = Resume(gateway);
        await gateway.Time.WaitUntilArmedAsync(AskPatience);
        gateway.Time.Advance(AskPatience);
        await gateway.Time.WaitUntilArmedAsync(AskPatience);
        Assert.True(gateway.Get<ConnectionRegistry>().TryGet(Id, out var connection));
        connection.OnResumed(isResumed: true);

        Assert.Same(connection, (await resuming.WaitAsync(Deadline)).Connection);
        Assert.Equal(["Attach", "Resume", "Resume"], await owner.HearAsync(3));
    }

    [Fact]
    public async Task ResumeAsync_TheOwnerRefuses_DoesNotAskAgain()
    {
        var owner = new FakeOwner(epoch: 9, refusals: 0) { ResumeOutcome = CommandOutcome.NotResumable };
        await using var gateway = new TestGateway(owner, Shard());

        var resumed = await Resume(gateway).WaitAsync(Deadline);

        Assert.Equal(ResumeOutcome.NotResumable, resumed);
        Assert.Equal(["Attach", "Resume", "Detach"], await owner.HearAsync(3));
    }

    [Fact]
    public async Task ResumeAsync_TwoLogsOfOneName_LeavesWhatOthersClaimed()
    {
        var owner = new FakeOwner(epoch: 9, refusals: 0);
        await using var gateway = new TestGateway(owner, Shard("c", "c"));
        await gateway.Get<Attachments>().ClaimAsync(gateway.CreateConnection("other"), CancellationToken.None);

        var resumed = await Resume(gateway).WaitAsync(Deadline);

        Assert.Equal(ResumeOutcome.NotResumable, resumed);
        Assert.True(gateway.Get<Attachments>().Contains(ChannelKey.ForBroadcast("shop")));
    }

    [Fact]
    public async Task ResumeAsync_ANewerAttemptElsewhere_EndsWithoutAWordToAnybody()
    {
        var owner = new FakeOwner(epoch: 9, refusals: 0);
        await using var gateway = new TestGateway(owner, Shard("c"));

        var resuming = Resume(gateway);
        await gateway.Time.WaitUntilArmedAsync(AskPatience);
        gateway.Get<ResumeAttempts>().EndOlder(Id, generation: 2);

        Assert.Equal(ResumeOutcome.Superseded, await resuming.WaitAsync(Deadline));
        Assert.DoesNotContain(owner.Commands, static command => command.Kind == ChannelCommandKind.Leave);
        Assert.Empty(gateway.Get<ResumeAttempts>().Connections);
    }

    [Fact]
    public async Task ResumeAsync_AnOlderAttemptElsewhere_GoesOn()
    {
        await using var gateway = new TestGateway(new FakeOwner(epoch: 9, refusals: 0), Shard());

        var resuming = Resume(gateway);
        await gateway.Time.WaitUntilArmedAsync(AskPatience);
        gateway.Get<ResumeAttempts>().EndOlder(Id, generation: 1);
        Assert.True(gateway.Get<ConnectionRegistry>().TryGet(Id, out var connection));
        connection.OnResumed(isResumed: true);

        Assert.Same(connection, (await resuming.WaitAsync(Deadline)).Connection);
    }

    [Fact]
    public async Task ResumeAsync_ClaimIsNotTheLastAnyMore_NobodyIsTold()
    {
        var owner = new FakeOwner(epoch: 9, refusals: 0);
        var shard = Shard("c");
        shard.Confirms = false;
        await using var gateway = new TestGateway(owner, shard);

        var resuming = Resume(gateway);
        await gateway.Time.WaitUntilArmedAsync(AskPatience);
        Assert.True(gateway.Get<ConnectionRegistry>().TryGet(Id, out var connection));
        connection.OnResumed(isResumed: true);

        Assert.Equal(ResumeOutcome.Superseded, await resuming.WaitAsync(Deadline));
        Assert.False(gateway.Get<ConnectionRegistry>().TryGet(Id, out _));
        Assert.Empty(shard.Ended);
    }

    [Fact]
    public async Task ResumeAsync_ClientIsCutMeanwhile_TheSessionWaitsForItAgain()
    {
        var owner = new FakeOwner(epoch: 9, refusals: 0);
        var shard = Shard("c");
        await using var gateway = new TestGateway(owner, shard);
        using var gone = new CancellationTokenSource();

        var resuming = gateway.Get<ConnectionResumer>().ResumeAsync(Request, TestGateway.Grant, gone.Token);
        await gateway.Time.WaitUntilArmedAsync(AskPatience);
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => resuming.WaitAsync(Deadline));
        Assert.NotNull(gateway.Get<AwayConnections>().Find(Id));
        Assert.DoesNotContain(owner.Commands, static command => command.Kind == ChannelCommandKind.Leave);
        Assert.Empty(shard.Ended);
    }

    [Fact]
    public async Task ResumeAsync_AQuietChannel_ShowsWhereItsSessionJoined()
    {
        var owner = new FakeOwner(epoch: 9, refusals: 0);
        var record = new SessionRecord
        {
            ConnectionId = Id,
            Secret = "secret",
            Environment = "shop",
            Generation = 1,
            Gateway = new GatewayId(TestGateway.Self),
            Channels = ["c", "d"],
            Joins = [new StreamPosition(9, 4)],
        };
        await using var gateway = new TestGateway(owner, new FakeShard(new SessionTakeover(record, record.Gateway)));

        var resuming = Resume(gateway);
        await gateway.Time.WaitUntilArmedAsync(AskPatience);
        await owner.HearAsync(4);
        Assert.True(gateway.Get<ConnectionRegistry>().TryGet(Id, out var connection));
        connection.OnResumed(isResumed: false);
        await resuming.WaitAsync(Deadline);

        var resumes = owner.Commands.Where(static command => command.Kind == ChannelCommandKind.Resume).ToArray();
        Assert.All(resumes, static command => Assert.Equal(1, command.Generation));
        Assert.Contains(resumes, static command => command.Joined == ClientPosition.Of(new StreamPosition(9, 4)));
    }

    private static Connection Attempt(TestGateway gateway, int generation) =>
        new(Id, TestGateway.Grant, gateway.Get<ConnectionServices>(), new Session(Id, "secret", generation));

    private static Task<ResumeOutcome> Resume(TestGateway gateway) =>
        gateway.Get<ConnectionResumer>().ResumeAsync(Request, TestGateway.Grant, CancellationToken.None);

    private static FakeShard Shard(params string[] channels) => new(new SessionTakeover(
        new SessionRecord { ConnectionId = Id, Secret = "secret", Environment = "shop", Gateway = new GatewayId(TestGateway.Self), Channels = channels, Generation = 1 },
        new GatewayId(TestGateway.Self)));
}
