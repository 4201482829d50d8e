using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Silo.Durability;
using RealtimeCluster.Silo.Log;
using RealtimeCluster.Silo.Log.Recovery;
using RealtimeCluster.Silo.Tests.Log;

namespace RealtimeCluster.Silo.Tests.Durability;

public sealed class SnapshotRecoveryTests
{
    private const long NewEpoch = 99;

    private static readonly Contracts.Gateways.GatewayId Former = LogBuilder.Gateway(1);
    private static readonly Contracts.Gateways.GatewayId Next = LogBuilder.Gateway(2);

    [Fact]
    public void Recover_FinalClaimedAndNobodyKnowsMore_GoesOn()
    {
        var log = Start(isClaimed: true, isComplete: true, out var continues);

        Assert.True(continues);
        Assert.Equal((LogBuilder.Epoch, 3), (log.Epoch, log.LastOffset));
        Assert.Equal(["a", "b"], log.GetMembers().ToMembers().Select(static member => member.ConnectionId));
    }

    [Fact]
    public void Recover_FinalClaimedAndNobodyKnowsMore_MembersGoOnWhereTheyWere()
    {
        var log = Start(isClaimed: true, isComplete: true, out _);
        log.LoseGateway(Former, graceEnd: 1);

        var applied = log.Apply(LogBuilder.Batch(Next, 1, Resume("a", new ClientPosition(ClientPosition.TagOf(LogBuilder.Epoch), 2))));

        Assert.Equal(CommandOutcome.Applied, Assert.Single(applied.Reply.Results).Outcome);
        Assert.Equal(3, Assert.Single(Assert.Single(applied.Outgoing).Replay, static entry => entry.IsVisible).Offset);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public void Recover_OffsetsMayBeLost_BeginsANewEpochBehindThem(bool isClaimed, bool isComplete)
    {
        var log = Start(isClaimed, isComplete, out var continues);
        var next = log.Publish([LogBuilder.Publish("next")]);

        Assert.False(continues);
        Assert.Equal(NewEpoch, log.Epoch);
        Assert.Equal(4, next.Reply.Results[0].Offset);
        Assert.Empty(log.GetMembers().ToMembers());
        Assert.Equal([1, 2, 3, 4], log.GetTail().Select(static entry => entry.Offset));
    }

    [Theory]
    [InlineData(LogBuilder.Epoch, 1)]
    [InlineData(LogBuilder.Epoch, 3)]
    [InlineData(LogBuilder.Epoch, 5)]
    [InlineData(NewEpoch, 2)]
    public void Recover_OffsetsMayBeLost_NoPositionFromBeforeCounts(long epoch, long offset)
    {
        var log = Start(isClaimed: false, isComplete: true, out _);

        var applied = log.Apply(LogBuilder.Batch(Next, 1, Resume("a", new ClientPosition(ClientPosition.TagOf(epoch), offset))));

        Assert.Equal(CommandOutcome.NotResumable, applied.Reply.Results[0].Outcome);
    }

    [Fact]
    public void Recover_OffsetsMayBeLost_AMemberWithoutAPositionDoesNotCount()
    {
        var log = Start(isClaimed: false, isComplete: true, out _);

        var applied = log.Apply(LogBuilder.Batch(Next, 1, Resume("a", position: null)));

        Assert.Equal(CommandOutcome.NotResumable, applied.Reply.Results[0].Outcome);
    }

    [Fact]
    public void Recover_ClockWentBack_TheNewEpochIsHigherAllTheSame()
    {
        var recovered = SnapshotRecovery.Recover(Store(), isClaimed: false, isComplete: true, newEpoch: 1, out _);

        Assert.Equal(LogBuilder.Epoch + 1, recovered.Epoch);
    }

    [Theory]
    [InlineData(true, true, LogBuilder.Epoch, 3, true)]
    [InlineData(true, true, LogBuilder.Epoch, 2, true)]
    [InlineData(true, true, LogBuilder.Epoch, 4, false)]
    [InlineData(true, true, LogBuilder.Epoch + 1, 3, false)]
    [InlineData(false, true, LogBuilder.Epoch, 3, false)]
    [InlineData(true, false, LogBuilder.Epoch, 3, false)]
    public void Proves_GatewaysKnowAPart_OnlyWhenNothingLiesBehindIt(bool isClaimed, bool isComplete, long epoch, long lastOffset, bool expected)
    {
        var known = new RecoveredLog
        {
            Epoch = epoch,
            LastOffset = lastOffset,
            Tail = [],
            Members = [],
            Batches = new Dictionary<Contracts.Gateways.GatewayId, RecoveredBatch>(),
            IsProven = false,
        };

        Assert.Equal(expected, SnapshotRecovery.Proves(Store(), isClaimed, isComplete, known));
    }

    private static LogEstate Store()
    {
        var log = LogBuilder.Create();
        log.Apply(LogBuilder.Batch(Former, 1, Resumable("a"), Resumable("b"), LogBuilder.Publish("first")));
        return log.ToEstate();
    }

    private static ChannelLog Start(bool isClaimed, bool isComplete, out bool continues) => new(
        ChannelKind.Channel,
        SnapshotRecovery.Recover(Store(), isClaimed, isComplete, NewEpoch, out continues),
        LogBuilder.Term + 1,
        LogBuilder.CreateTail());

    private static ChannelCommand Resumable(string id) => new() { Kind = ChannelCommandKind.Join, ConnectionId = id, IsResumable = true };

    private static ChannelCommand Resume(string id, ClientPosition? position) =>
        new() { Kind = ChannelCommandKind.Resume, ConnectionId = id, Position = position };
}
