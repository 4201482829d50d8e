using Orleans.Runtime;
using RealtimeCluster.Silo.Persistence;

namespace RealtimeCluster.Silo.Tests.Persistence;

public sealed class BlobNameTests
{
    [Theory]
    [InlineData("lobby", "lobby")]
    [InlineData("", "~")]
    [InlineData("a/b", "a~2fb")]
    [InlineData("a%2Fb", "a~252Fb")]
    [InlineData("..", "~2e~2e")]
    [InlineData("~", "~7e")]
    [InlineData("é", "~c3~a9")]
    public void Create_Key_IsEscapedByteByByte(string key, string expected) =>
        Assert.Equal($"shop/snapshot/channel/{expected}", BlobName.Create("shop", "snapshot", GrainId.Create(GrainType.Create("channel"), IdSpan.Create(key))));

    [Fact]
    public void Create_LongTexts_StayWithinTheLimitAndApart()
    {
        var text = new string('é', 500);

        var first = BlobName.Create(text, text, GrainId.Create(text, text + "1"));
        var second = BlobName.Create(text, text, GrainId.Create(text, text + "2"));

        Assert.InRange(first.Length, 1, 1_024);
        Assert.NotEqual(first, second);
    }
}
