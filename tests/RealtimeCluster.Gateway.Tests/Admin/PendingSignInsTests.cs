using System.Net;
using RealtimeCluster.Gateway.Admin;

namespace RealtimeCluster.Gateway.Tests.Admin;

public sealed class PendingSignInsTests
{
    private readonly PendingSignIns _all = new();

    [Fact]
    public void Begin_TooManyOfAnAddress_EndsItsSlowestAlone()
    {
        var other = _all.Begin(IPAddress.Parse("198.51.100.1"));
        var held = Begin("203.0.113.7", PendingSignIns.MaxPerAddress);

        using var next = _all.Begin(IPAddress.Parse("203.0.113.7"));

        Assert.True(held[0].Ended.IsCancellationRequested);
        Assert.DoesNotContain(held[1..].Append(other).Append(next), static pending => pending.Ended.IsCancellationRequested);
    }

    [Fact]
    public void Begin_TooManyInAll_EndsTheSlowest()
    {
        var held = Enumerable.Range(0, PendingSignIns.MaxCount).Select(i => _all.Begin(IPAddress.Parse($"10.0.0.{i}"))).ToList();

        using var next = _all.Begin(IPAddress.Parse("203.0.113.7"));

        Assert.True(held[0].Ended.IsCancellationRequested);
        Assert.DoesNotContain(held[1..].Append(next), static pending => pending.Ended.IsCancellationRequested);
    }

    [Fact]
    public void Dispose_ItsBodyCame_MakesRoom()
    {
        var held = Begin("203.0.113.7", PendingSignIns.MaxPerAddress);
        held[0].Dispose();

        using var next = _all.Begin(IPAddress.Parse("203.0.113.7"));

        Assert.DoesNotContain(held, static pending => pending.Ended.IsCancellationRequested);
    }

    private List<PendingSignIns.Pending> Begin(string address, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => _all.Begin(IPAddress.Parse(address)))];
}
