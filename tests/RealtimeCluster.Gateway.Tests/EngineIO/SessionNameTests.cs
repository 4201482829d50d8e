using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Tests.EngineIO;

public sealed class SessionNameTests
{
    [Fact]
    public void ToString_AnyId_TellsSessionsApartAndNothingOfTheirIds()
    {
        var (one, other) = (SessionId.Create(), SessionId.Create());

        var name = new SessionName(one).ToString();

        Assert.Equal(name, new SessionName(one).ToString());
        Assert.NotEqual(name, new SessionName(other).ToString());
        Assert.Equal(10, name.Length);
        Assert.False(one.Contains(name, StringComparison.OrdinalIgnoreCase));
    }
}
