using System.Text;
using RealtimeCluster.Load.Measuring;

namespace RealtimeCluster.Load.Tests.Measuring;

public sealed class StampTests
{
    [Fact]
    public void TryFind_SeveralInOneMessage_FindsEach()
    {
        Stamp[] written = [new(long.MaxValue, 1), new(0, uint.MaxValue)];
        var message = Encoding.UTF8.GetBytes($$"""{"m":["{{Text(written[0])}}xxx"]}{"m":["{{Text(written[1])}}xxx"]}""").AsSpan();

        var found = new List<Stamp>();
        while (Stamp.TryFind(message, out var stamp, out var consumed))
        {
            found.Add(stamp);
            message = message[consumed..];
        }

        Assert.Equal(written, found);
    }

    [Theory]
    [InlineData("")]
    [InlineData("42[\"channel:join\",{\"channel\":\"a\",\"message\":{\"id\":\"x\"}}]")]
    [InlineData("~@0000000000000001000000")]
    [InlineData("~@00000000000000zz0000000100000000")]
    public void TryFind_NoStamp_IsFalse(string text) => Assert.False(Stamp.TryFind(Encoding.UTF8.GetBytes(text), out _, out _));

    private static string Text(Stamp stamp)
    {
        var bytes = new byte[Stamp.Bytes];
        stamp.Write(bytes);
        return Encoding.ASCII.GetString(bytes);
    }
}
