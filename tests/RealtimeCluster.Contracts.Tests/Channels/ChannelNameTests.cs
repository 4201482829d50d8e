using System.Text;
using CsCheck;
using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Contracts.Tests.Channels;

public sealed class ChannelNameTests
{
    [Theory]
    [InlineData("lobby", "lobby")]
    [InlineData("", "")]
    [InlineData("a\"b\\c", "a\\\"b\\\\c")]
    [InlineData("tab\tnew\nline", "tab\\tnew\\nline")]
    [InlineData("\u0001", "\\u0001")]
    [InlineData("é/ü", "é/ü")]
    [InlineData("\U0001F600", "\U0001F600")]
    public void FromText_Text_IsWhatJsonStringifyWrites(string text, string canonical) =>
        Assert.Equal(canonical, ChannelName.FromText(text));

    [Fact]
    public void FromText_LoneSurrogates_AreEscaped()
    {
        Assert.Equal("a\\ud800b", ChannelName.FromText("a\ud800b"));
        Assert.Equal("\\udc00", ChannelName.FromText("\udc00"));
    }

    [Theory]
    [InlineData("\\u006cobby", "lobby")]
    [InlineData("a\\/b", "a/b")]
    [InlineData("\\uD83D\\uDE00", "\U0001F600")]
    [InlineData("\\uD800", "\\ud800")]
    public void FromJsonString_OtherSpelling_IsTheSameName(string body, string canonical) =>
        Assert.Equal(canonical, ChannelName.FromJsonString(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void ToText_AnyUnits_RoundTrips() => Gen.Char.Array[0, 20].Sample(static units =>
    {
        var text = new string(units);
        var canonical = ChannelName.FromText(text);
        Assert.Equal(text, ChannelName.ToText(canonical));
        Assert.Equal(canonical, ChannelName.FromJsonString(Encoding.UTF8.GetBytes(canonical)));
    });
}
