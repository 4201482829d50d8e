using CsCheck;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Gateway.Channels;
using RealtimeCluster.Gateway.Connections;

namespace RealtimeCluster.Gateway.Tests.Connections;

public class JoinedChannelsTests
{
    [Fact]
    public void Channels_AnyUse_AreASetInTheOrderOfJoining() =>
        Gen.Select(Gen.Bool, Gen.Int[0, 14]).Array[0, 60].Sample(static steps =>
        {
            var channels = new JoinedChannels();
            var model = new List<ChannelKey>();
            foreach (var (isJoin, number) in steps)
            {
                var key = ChannelKey.ForChannel("shop", $"c{number}");
                Assert.Equal(model.Contains(key), channels.Contains(key));
                if (isJoin)
                {
                    Assert.Equal(!model.Contains(key), channels.Add(key));
                    if (!model.Contains(key))
                    {
                        model.Add(key);
                    }
                }
                else
                {
                    Assert.Equal(model.Remove(key), channels.Remove(key));
                }

                Assert.Equal(model.Count, channels.Count);
                Assert.Equal(model, channels.Snapshot());
            }
        });

    [Fact]
    public void Remove_UntilTheLeaveHasComeRound_CountsAsLeaving()
    {
        var channel = ChannelKey.ForChannel("shop", "c");
        var channels = new JoinedChannels();
        channels.Add(channel, askedAfter: 7);

        channels.Remove(channel);
        var before = (channels.Contains(channel), channels.AskedAfter(channel));
        channels.EndLeave(channel, leave: null);

        Assert.Equal((false, CommandPlace.Behind(7)), before);
        Assert.Null(channels.AskedAfter(channel));
    }

    [Fact]
    public void AskedAfter_JoinedAgain_IsOfTheFirstJoinUntilItsLeaveHasComeRound()
    {
        var channel = ChannelKey.ForChannel("shop", "c");
        var channels = new JoinedChannels();
        channels.Add(channel, askedAfter: 7);
        channels.Remove(channel);
        channels.Add(channel, askedAfter: 9);

        var before = channels.AskedAfter(channel);
        channels.EndLeave(channel, leave: null);

        Assert.Equal((CommandPlace.Behind(7), CommandPlace.Behind(9)), (before, channels.AskedAfter(channel)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public void AskedAfter_LeftAndJoinedAgainInOneBatch_IsBehindTheLeave(int channelCount)
    {
        var channels = new JoinedChannels();
        for (var i = 1; i < channelCount; i++)
        {
            channels.Add(ChannelKey.ForChannel("shop", ChannelName.FromText($"other-{i}")));
        }

        var channel = ChannelKey.ForChannel("shop", "c");
        channels.Add(channel, askedAfter: 7);
        channels.Remove(channel);
        channels.Add(channel, askedAfter: 7);

        channels.EndLeave(channel, new CommandPlace(8, 1));

        Assert.Equal(new CommandPlace(8, 1), channels.AskedAfter(channel));
    }

    [Fact]
    public void AskedAfter_LeftTwiceInOneGo_LeavesUntilBothHaveComeRound()
    {
        var channel = ChannelKey.ForChannel("shop", "c");
        var channels = new JoinedChannels();
        channels.Add(channel, askedAfter: 7);
        channels.Remove(channel);
        channels.Add(channel, askedAfter: 7);
        channels.Remove(channel);

        channels.EndLeave(channel, new CommandPlace(8, 1));
        var between = channels.AskedAfter(channel);
        channels.EndLeave(channel, new CommandPlace(8, 3));

        Assert.Equal(new CommandPlace(8, 1), between);
        Assert.Null(channels.AskedAfter(channel));
    }
}
