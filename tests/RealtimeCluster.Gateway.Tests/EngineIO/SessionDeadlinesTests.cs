using Microsoft.Extensions.Time.Testing;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Tests.EngineIO;

public class SessionDeadlinesTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly SessionDeadlines _deadlines;

    public SessionDeadlinesTests() => _deadlines = new SessionDeadlines(new Lock(), new EngineIOOptions(), _time);

    [Fact]
    public void Check_PingDue_AsksForOnePing()
    {
        Assert.Equal("None", After(9.9));
        Assert.Equal("Ping", After(0.1));
        Assert.Equal("None", After(0.1));
    }

    [Fact]
    public void Check_LatePing_DoesNotProlongTheDeadline()
    {
        Assert.Equal("Ping", After(35));
        Assert.Equal("None", After(4.9));
        Assert.Equal("Close PingTimeout", After(0.1));
    }

    [Fact]
    public void Check_Pong_StartsAnew()
    {
        After(10);
        After(5);
        _deadlines.Pong();

        Assert.Equal("None", After(9.9));
        Assert.Equal("Ping", After(0.1));
        Assert.Equal("Close PingTimeout", After(30));
    }

    [Fact]
    public void Check_ApplicationHoldsAPacket_DoesNotCloseAndGrantsATimeoutAfterwards()
    {
        After(10);
        _deadlines.Pause();
        Assert.Equal("None", After(100));
        _deadlines.Resume();

        Assert.Equal("None", After(29));
        Assert.Equal("Close PingTimeout", After(1));
    }

    [Fact]
    public void Check_Armed_ClosesWithItsReason()
    {
        _deadlines.Arm(TimeSpan.FromSeconds(5), DisconnectReason.ConnectTimeout);

        Assert.Equal("Close ConnectTimeout", After(5));
        _deadlines.Disarm();
        Assert.Equal("None", After(0));
    }

    [Fact]
    public void Check_WriteTooLong_Cuts()
    {
        _deadlines.WriteStarted();

        Assert.Equal("CloseAndCut WriteTimeout", After(30));
    }

    [Fact]
    public void Check_WriteMoves_StartsItsTimeAnewAndPostponesThePong()
    {
        _deadlines.WriteStarted();
        Assert.Equal("Ping", After(29));
        _deadlines.WriteMoved();

        Assert.Equal("None", After(29));
        Assert.Equal("CloseAndCut WriteTimeout", After(1));
    }

    [Fact]
    public void Check_WriteMovesAfterItsEnd_HasNoDeadline()
    {
        _deadlines.WriteStarted();
        _deadlines.WriteEnded();
        _deadlines.WriteMoved();

        Assert.Equal("Ping", After(35));
        Assert.Equal("Close PingTimeout", After(5));
    }

    [Fact]
    public void Check_ReadMoves_PostponesThePong()
    {
        After(39);
        _deadlines.ReadMoved();

        Assert.Equal("Ping", After(29));
        Assert.Equal("Close PingTimeout", After(1));
    }

    [Fact]
    public void Check_ReadMovesThoughPinged_PingsAgainAtTheInterval()
    {
        Assert.Equal("Ping", After(10));
        _deadlines.ReadMoved();
        Assert.Equal("None", After(5));
        _deadlines.ReadMoved();

        Assert.Equal("None", After(4.9));
        Assert.Equal("Ping", After(0.1));
    }

    [Fact]
    public void Check_Closing_CutsAtTheCloseTimeout()
    {
        _deadlines.Close();

        Assert.Equal("None", After(4.9));
        Assert.Equal("Cut", After(0.1));
    }

    private string After(double seconds)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        var verdict = _deadlines.Check(out var reason);
        return verdict is SessionDeadlines.Verdict.Close or SessionDeadlines.Verdict.CloseAndCut ? $"{verdict} {reason}" : verdict.ToString();
    }
}
