using RealtimeCluster.Gateway.Events;

namespace RealtimeCluster.Gateway.Tests.Events;

public sealed class EventArgumentsTests
{
    [Fact]
    public void TryRead_NameWithHalfAPair_IsANameLikeAnother()
    {
        var isRead = EventArguments.TryRead("""{"\ud800":1,"\udc00\ud800":2,"ch\u0061nnel":"c","mess\ud800":3}"""u8, out var arguments);

        Assert.True(isRead);
        Assert.True(arguments.Channel.SequenceEqual("\"c\""u8));
        Assert.True(arguments.Message.IsEmpty);
    }
}
