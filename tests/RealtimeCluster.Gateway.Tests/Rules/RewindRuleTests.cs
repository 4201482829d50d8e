using System.Text;
using RealtimeCluster.Gateway.Rules;

namespace RealtimeCluster.Gateway.Tests.Rules;

public sealed class RewindRuleTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("null", 0)]
    [InlineData("0", 0)]
    [InlineData("7", 7)]
    [InlineData("50", 50)]
    [InlineData("51", 50)]
    [InlineData("9000000000", 50)]
    public void TryRead_NumberOrNothing_IsThatManyUpToTheLimit(string token, int expected)
    {
        Assert.True(RewindRule.TryRead(Encoding.UTF8.GetBytes(token), maxCount: 50, out var count));
        Assert.Equal(expected, count);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("1e2")]
    [InlineData("\"5\"")]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("99999999999999999999")]
    public void TryRead_NoNumberOfMessages_IsRefused(string token) =>
        Assert.False(RewindRule.TryRead(Encoding.UTF8.GetBytes(token), maxCount: 50, out _));
}
