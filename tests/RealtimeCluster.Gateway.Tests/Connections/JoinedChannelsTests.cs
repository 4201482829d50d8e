using CsCheck;
using RealtimeCluster.Contracts.Channels;
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
        channels.EndLeave(channel);

        Assert.Equal((false, 7), before);
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
        channels.EndLeave(channel);

        Assert.Equal((7, 9), (before, channels.AskedAfter(channel)));
    }
}
