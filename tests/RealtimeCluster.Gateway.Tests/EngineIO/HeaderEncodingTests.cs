using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Tests.EngineIO;

public class HeaderEncodingTests
{
    [Theory]
    [InlineData("61C3BC", "a\u00fc")] // UTF-8
    [InlineData("61FC", "a\u00fc")] // Latin-1
    [InlineData("C3BCFC", "\u00c3\u00bc\u00fc")] // neither, so Latin-1
    [InlineData("", "")]
    public void GetString_Value_IsReadAsUtf8OrElseAsLatin1(string bytes, string expected)
    {
        var encoding = new HeaderEncoding();
        var value = Convert.FromHexString(bytes);

        Assert.Equal((expected, expected), (encoding.GetString(value), encoding.GetString(value.AsSpan())));
    }
}
