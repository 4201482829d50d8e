using System.Text;
using RealtimeCluster.Chaos.Clients;
using RealtimeCluster.Chaos.Histories;

namespace RealtimeCluster.Chaos.Tests.Clients;

/// <summary>What the light client reads out of packets.</summary>
public sealed class FrameTests
{
    [Theory]
    [InlineData("""["m",{"channel":"c12","message":345},"0a1b"]""", "0a1b")]
    [InlineData("""["m",{"message":345,"channel":"c12"}]""", null)]
    public void Read_Message_GivesChannelNumberAndOffset(string json, string? offset) =>
        Assert.Equal(new EventFrame(ReceivedEvent.Message, 12, 345, null, offset), EventFrame.Read(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("""["channel:join",{"channel":"c3","message":{"id":"abc"}},"x"]""", true)]
    [InlineData("""["channel:leave",{"channel":"c3","message":{"id":"abc","data":{"name":"B","list":[1]}}},"x"]""", false)]
    public void Read_NewsOfMember_GivesItsId(string json, bool isJoin) =>
        Assert.Equal(new EventFrame(isJoin ? ReceivedEvent.Join : ReceivedEvent.Leave, 3, 0, "abc", "x"), EventFrame.Read(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Read_OtherEvent_GivesItsOffsetOnly() =>
        Assert.Equal(new EventFrame(ReceivedEvent.Other, 0, 0, null, "y"), EventFrame.Read("""["user:signin",{"code":"x","channel":"c1"},"y"]"""u8));

    [Theory]
    [InlineData("""["exception",{"code":"x","message":"m","event":null,"channel":"c1"},"y"]""", 1, "y")]
    [InlineData("""["exception",{"code":"x","event":"join","channel":"elsewhere","more":[1]}]""", -1, null)]
    [InlineData("""["exception",{"code":"x"}]""", -1, null)]
    public void Read_Exception_GivesCodeAndChannel(string json, int channel, string? offset) =>
        Assert.Equal(new EventFrame(ReceivedEvent.Exception, channel, 0, null, offset, null, "x"), EventFrame.Read(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("channel:join", ReceivedEvent.Join)]
    [InlineData("channel:leave", ReceivedEvent.Leave)]
    [InlineData("channel:update", ReceivedEvent.Update)]
    public void Read_NewsWithProfile_GivesIt(string name, object kind) => Assert.Equal(
        new EventFrame((ReceivedEvent)kind, 3, 0, "abc", "x", new Profile(9, 4)),
        EventFrame.Read(Encoding.UTF8.GetBytes($$$$"""["{{{{name}}}}",{"channel":"c3","message":{"id":"abc","data":{"n":9,"filling":"pppp"}}},"x"]""")));

    [Theory]
    [InlineData("""42["m",{"channel":"c1000000","message":{"n":345,"filling":"mmmm"}},"0a"]""", true, 345)]
    [InlineData("""42["m",{"channel":"c1000000","message":{"n":345,"filling":"m"}}]""", false, 0)]
    [InlineData("""42["n",{"channel":"c1000000","message":{"n":345,"filling":"mmmm"}},"0a"]""", false, 0)]
    public void TryReadLargeMessage_Frame_GivesNumberIfItIsOneAndWhole(string frame, bool expected, int number)
    {
        var isRead = Wire.TryReadLargeMessage(Encoding.UTF8.GetBytes(frame), fillingBytes: 64, out var messageId);

        Assert.Equal((expected, number), (isRead, isRead ? messageId : 0));
    }

    [Fact]
    public void Read_AcknowledgementWithoutPosition_GivesNone() => Assert.Equal(new AckFrame(7, null, null), AckFrame.Read("""7[{"ok":true}]"""u8.ToArray()));

    [Fact]
    public void Read_Acknowledgement_GivesPosition() =>
        Assert.Equal(new AckFrame(7, new Position("1f", 42), null), AckFrame.Read("""7[{"ok":true,"offset":42,"epoch":"1f"}]"""u8.ToArray()));

    [Fact]
    public void Read_Refusal_GivesCode() =>
        Assert.Equal(new AckFrame(7, null, "too_late"), AckFrame.Read("""7[{"error":{"code":"too_late","message":"No."}}]"""u8.ToArray()));

    [Theory]
    [InlineData(null, null, """40{"envId":"e"}""")]
    [InlineData("p", null, """40{"pid":"p","envId":"e"}""")]
    [InlineData("p", "o", """40{"pid":"p","offset":"o","envId":"e"}""")]
    public void Connect_WithWhatItHas_ShowsIt(string? pid, string? offset, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(Wire.Connect("e", pid, offset)));

    [Fact]
    public void Next_ManyAttempts_StaysInTheRangesOfTheRealClient()
    {
        var delay = new ReconnectDelay(new Random(1));
        for (var round = 0; round < 200; round++)
        {
            delay.Reset();

            Assert.InRange(delay.Next(), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1.5));
            Assert.InRange(delay.Next(), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3));
            Assert.InRange(delay.Next(), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5));
            Assert.InRange(delay.Next(), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(5));
        }
    }
}
