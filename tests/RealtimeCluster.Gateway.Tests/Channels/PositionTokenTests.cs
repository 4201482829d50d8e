using System.Text;
using CsCheck;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Gateway.Channels;
using RealtimeCluster.Gateway.Recovery;

namespace RealtimeCluster.Gateway.Tests.Channels;

public sealed class PositionTokenTests
{
    [Fact]
    public void TryRead_WhatWasWritten_IsTheSame() =>
        Gen.Select(Gen.String, Gen.Long[1, long.MaxValue], Gen.Long[0, (1L << 42) - 1]).Sample(static (name, epoch, offset) =>
        {
            var key = ChannelKey.ForChannel("shop", name);
            var slot = new byte[PositionToken.SlotLength];

            PositionToken.WriteSlot(slot, PositionToken.Name(key), epoch, offset);
            var isRead = PositionToken.TryRead(Encoding.ASCII.GetString(slot), out var positions);

            Assert.True(isRead);
            Assert.Equal(ClientPosition.Of(new StreamPosition(epoch, offset)), positions[PositionToken.ToText(PositionToken.Name(key))]);
        });

    [Fact]
    public void TryRead_AnyText_DoesNotThrow() => Gen.String.Sample(static text =>
    {
        _ = PositionToken.TryRead(text, out _);
    });

    [Theory]
    [InlineData("{}")]
    [InlineData("")]
    [InlineData("[1,2]")]
    [InlineData("{\"pid\":7,\"offset\":{}}")]
    [InlineData("{\"pid\":\"no-dot\"}")]
    [InlineData("{\"pid\":\"a.b\",\"offset\":\"not ours\"}")]
    [InlineData("{\"pid\":\"\\ud800.b\"}")]
    [InlineData("{\"pid\":\"a.b\"")]
    public void Read_WhatNoServerOfOursWrote_IsNoRequest(string auth) => Assert.Null(RecoveryWish.Read(Encoding.UTF8.GetBytes(auth)).Resume);

    [Fact]
    public void Read_PrivateIdWithoutOffset_KnowsNoPosition()
    {
        var request = RecoveryWish.Read("""{"pid":"abc.secret","envId":"shop"}"""u8).Resume;

        Assert.Equal(("abc", "secret", 0), (request!.ConnectionId, request.Secret, request.Positions.Count));
    }
}
