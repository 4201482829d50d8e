using CsCheck;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Gateway.Tests.FanOut;
using RealtimeCluster.Gateway.Uplink;

namespace RealtimeCluster.Gateway.Tests.Uplink;

public class TestimonyTests
{
    [Theory]
    [InlineData(4, 6)]
    [InlineData(6, 4)]
    public void Of_AnEventOrAnAnswerOfALaterOwner_IsToldWithAndWithoutEvents(long ofStream, long ofAnswer)
    {
        var testimony = Testimony.Of(
            new GatewayAssertion { Gateway = new GatewayId(TestFanOut.Self), HeardTerm = ofStream }, Acknowledgements.None with { HeardTerm = ofAnswer });

        Assert.Equal((6L, 6L), (testimony.HeardTerm, Testimony.WithoutEvents(testimony).HeardTerm));
    }

    [Fact]
    public void Cut_ManyMembers_TellsEachOnceInOrderAndTheRestAsRest() => Gen.Select(Gen.Int[0, 2_000].Array[0, 10], Gen.Int[100, 4_000]).Sample((sizes, maxBytes) =>
    {
        var whole = new GatewayAssertion
        {
            Gateway = new GatewayId(TestFanOut.Self),
            Members = [.. sizes.Select(static (size, i) => new GatewayMember($"m{i}", new Payload(new byte[size])))],
            Position = new StreamPosition(7, 9),
            Term = 3,
            Past = [new ChannelEvent { Kind = ChannelEventKind.Message, Offset = 1 }],
        };

        var parts = Testimony.Cut(whole, maxBytes).ToArray();

        Assert.Equal(whole.Members, parts.SelectMany(static part => part.Members));
        Assert.All(parts, part => Assert.True(part.Members.Length <= 1 || part.Members.Sum(static member => member.SizeBytes) <= maxBytes));
        Assert.All(parts, part => Assert.Equal((whole.Position, whole.Term, 0), (part.Position, part.Term, part.Past.Length)));
        Assert.Equal(parts.Select((_, i) => i > 0), parts.Select(static part => part.IsRest));
    });
}
