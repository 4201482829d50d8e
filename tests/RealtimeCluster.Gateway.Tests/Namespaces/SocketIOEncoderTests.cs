using RealtimeCluster.SocketIO.Namespaces;

namespace RealtimeCluster.Gateway.Tests.Namespaces;

public sealed class SocketIOEncoderTests
{
    [Theory]
    [InlineData(0, 0, "/")]
    [InlineData(0, 1, "/")]
    [InlineData(long.MaxValue, 0, "/admin")]
    [InlineData(long.MaxValue, 12, "/admin")]
    public void AckWithArgument_AnyPacket_IsTheAckOfAnArrayOfOne(long ackId, int attachmentCount, string ns)
    {
        var attachments = Enumerable.Range(0, attachmentCount).Select(static number => new byte[number]).ToArray();

        var packet = SocketIOEncoder.AckWithArgument(ackId, "{\"a\":[]}"u8, attachments, ns);

        Assert.Equal(SocketIOEncoder.Ack(ackId, "[{\"a\":[]}]"u8, attachments, ns).Part(0).ToArray(), packet.Part(0).ToArray());
    }
}
