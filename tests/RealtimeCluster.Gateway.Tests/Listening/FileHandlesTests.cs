using RealtimeCluster.SocketIO.Listening;

namespace RealtimeCluster.Gateway.Tests.Listening;

public sealed class FileHandlesTests
{
    [Fact]
    public void AreScarce_InATest_AreNot() => Assert.False(new FileHandles().AreScarce());

    [Theory]
    [InlineData("Max open files            1024                 524288               files     ", 1024L)]
    [InlineData("Max open files            unlimited            unlimited            files     ", null)]
    [InlineData("Max open files", null)]
    [InlineData("Max processes             95883                95883                processes ", null)]
    public void ReadLimit_LineOfTheSystem_IsTheSoftLimit(string line, long? expected) =>
        Assert.Equal(expected, FileHandles.ReadLimit(["Limit                     Soft Limit           Hard Limit           Units     ", line]));
}
