using System.Text;
using RealtimeCluster.Gateway.Rules;

namespace RealtimeCluster.Gateway.Tests.Rules;

public sealed class JsTruthTests
{
    [Theory]
    [InlineData("", false)]
    [InlineData("  ", false)]
    [InlineData("null", false)]
    [InlineData("false", false)]
    [InlineData("0", false)]
    [InlineData("-0", false)]
    [InlineData("0.0", false)]
    [InlineData("-0.00", false)]
    [InlineData("0e5", false)]
    [InlineData("1e-400", false)]
    [InlineData("\"\"", false)]
    [InlineData("true", true)]
    [InlineData("1", true)]
    [InlineData("-1", true)]
    [InlineData("0.01", true)]
    [InlineData("1e-300", true)]
    [InlineData("1e400", true)]
    [InlineData("\"0\"", true)]
    [InlineData("\"false\"", true)]
    [InlineData("\" \"", true)]
    [InlineData("{}", true)]
    [InlineData("[]", true)]
    [InlineData(" true ", true)]
    public void IsTruthy_Token_JudgesAsJavaScript(string token, bool expected) =>
        Assert.Equal(expected, JsTruth.IsTruthy(Encoding.UTF8.GetBytes(token)));
}
