using Microsoft.Extensions.Time.Testing;
using RealtimeCluster.SocketIO.Diagnostics;

namespace RealtimeCluster.Gateway.Tests.Diagnostics;

public sealed class LogPaceTests
{
    [Fact]
    public void TryPass_ManyInAMinute_OneLineAndTheNextSaysHowManyWereLeftOut()
    {
        var time = new FakeTimeProvider();
        var pace = new LogPace(time);

        Assert.True(pace.TryPass(out var skippedBefore));
        for (var i = 0; i < 50; i++)
        {
            Assert.False(pace.TryPass(out _));
        }

        time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(pace.TryPass(out var skippedCount));
        Assert.Equal((0, 50), (skippedBefore, skippedCount));
    }

    [Theory]
    [InlineData("\"chat message\"", "\"chat message\"")]
    [InlineData("a\u001b[31m\u2028\nb", "a?[31m????b")]
    public void LoggedText_OfAStranger_IsOneLineOfPlainText(string text, string expected) =>
        Assert.Equal(expected, LoggedText.Of(System.Text.Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void LoggedText_Long_IsCut() => Assert.Equal(64, LoggedText.Of(new byte[1_000]).Length);
}
