using System.Text;
using RealtimeCluster.Gateway.Rules;

namespace RealtimeCluster.Gateway.Tests.Rules;

public sealed class ChannelTokenTests
{
    [Theory]
    [InlineData("\"room\"", "room")]
    [InlineData("true", "true")]
    [InlineData("false", "false")]
    [InlineData("17", "17")]
    [InlineData("1.50", "1.5")]
    [InlineData("-1e3", "-1000")]
    [InlineData("-0", "0")]
    [InlineData("123456789012345680000", "123456789012345680000")]
    [InlineData("1e21", "1e+21")]
    [InlineData("-1.5e300", "-1.5e+300")]
    [InlineData("0.000001", "0.000001")]
    [InlineData("5e-7", "5e-7")]
    [InlineData("1.25e-9", "1.25e-9")]
    [InlineData("1e999", "Infinity")]
    [InlineData("-1e999", "-Infinity")]
    public void TryRead_NamesAChannel_IsItsTextInECMAScript(string token, string expected)
    {
        Assert.True(ChannelToken.TryRead(Encoding.UTF8.GetBytes(token), out var name));
        Assert.Equal(expected, name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[]")]
    public void TryRead_NamesNone_IsFalse(string token) => Assert.False(ChannelToken.TryRead(Encoding.UTF8.GetBytes(token), out _));
}
