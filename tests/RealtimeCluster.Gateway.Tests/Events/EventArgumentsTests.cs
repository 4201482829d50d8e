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

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("null")]
    [InlineData("1")]
    public void TryRead_NoObject_IsRefused(string json) => Assert.False(EventArguments.TryRead(System.Text.Encoding.UTF8.GetBytes(json), out _));

    [Fact]
    public void TryRead_EachPart_IsTheRawJsonOfItsValue()
    {
        var json = """
            {"channel":"c","channelName":1,"eventName":"e","message":{"a": [1, 2]},"data":null,"echo":true,"envId":"s","userId":"u",
             "session":"x","user":{},"messageId":-1.5e3,"rewind":7,"position":false,"other":{"channel":"inner"}}
            """u8;

        Assert.True(EventArguments.TryRead(json, out var arguments));

        Assert.True(arguments.Channel.SequenceEqual("\"c\""u8));
        Assert.True(arguments.ChannelName.SequenceEqual("1"u8));
        Assert.True(arguments.EventName.SequenceEqual("\"e\""u8));
        Assert.True(arguments.Message.SequenceEqual("{\"a\": [1, 2]}"u8));
        Assert.True(arguments.Data.SequenceEqual("null"u8));
        Assert.True(arguments.Echo.SequenceEqual("true"u8));
        Assert.True(arguments.Environment.SequenceEqual("\"s\""u8));
        Assert.True(arguments.UserId.SequenceEqual("\"u\""u8));
        Assert.True(arguments.Session.SequenceEqual("\"x\""u8));
        Assert.True(arguments.User.SequenceEqual("{}"u8));
        Assert.True(arguments.MessageId.SequenceEqual("-1.5e3"u8));
        Assert.True(arguments.Rewind.SequenceEqual("7"u8));
        Assert.True(arguments.Position.SequenceEqual("false"u8));
    }

    [Fact]
    public void TryRead_RepeatedPart_TheLastCounts()
    {
        Assert.True(EventArguments.TryRead("""{"channel":"first","channel":"last"}"""u8, out var arguments));

        Assert.True(arguments.Channel.SequenceEqual("\"last\""u8));
    }
}
