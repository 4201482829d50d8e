using RealtimeCluster.Load.CommandLine;

namespace RealtimeCluster.Load.Tests.CommandLine;

public sealed class OptionReaderTests
{
    [Fact]
    public void Read_ALoad_SetsEverything()
    {
        var options = OptionReader.Read(
            ["soak", "--url", "http://127.0.0.1:8080/realtime/?EIO=4", "--url", "ws://127.0.0.1:8081/x", "--duration", "1.5h", "--rate", "12.5", "--pid", "7"],
            out var faults);

        Assert.Empty(faults);
        Assert.Equal(LoadMode.Soak, options.Mode);
        Assert.Equal(["/realtime/?EIO=4", "/x"], options.Urls.Select(static url => url.PathAndQuery));
        Assert.Equal(TimeSpan.FromMinutes(90), options.Duration);
        Assert.Equal(12.5, options.Rate);
        Assert.Equal([7], options.Pids);
    }

    [Fact]
    public void Read_AStall_HasAShapeOfItsOwnUnlessTold()
    {
        var plain = OptionReader.Read(["stall", "--url", "http://127.0.0.1:1/"], out var faults);
        var told = OptionReader.Read(["stall", "--url", "http://127.0.0.1:1/", "--members", "20", "--stalled", "7", "--rate", "5"], out var otherFaults);

        Assert.Empty(faults.Concat(otherFaults));
        Assert.Equal((5, 1000, 100, 1), (plain.Channels, plain.Members, plain.Stalled, plain.Window));
        Assert.Equal((5, 20, 7, 0), (told.Channels, told.Members, told.Stalled, told.Window));
    }

    [Fact]
    public void Read_SeveralFaults_ReportsAll()
    {
        OptionReader.Read(["--url", "ftp://127.0.0.1/", "--members", "0", "--wrong", "--duration", "25h", "--auth", "[]", "--pid"], out var faults);

        // Two more follow from these: no address, and neither a rate nor a window.
        Assert.Equal(8, faults.Count);
    }

    [Theory]
    [InlineData("run", "--rate", "5", "--window", "5")]
    [InlineData("members")]
    [InlineData("soak")]
    [InlineData("soak", "--rate", "5", "--protocol", "raw")]
    [InlineData("idle", "--channels", "1000", "--members", "1000")]
    [InlineData("9", "--rate", "5")]
    [InlineData("stall", "--rate", "5", "--window", "5")]
    [InlineData("stall", "--channels", "2", "--members", "10", "--stalled", "19")]
    public void Read_WhatCannotBeDone_IsRefused(params string[] arguments)
    {
        OptionReader.Read([.. arguments, "--url", "http://127.0.0.1:1/"], out var faults);

        Assert.Single(faults);
    }
}
