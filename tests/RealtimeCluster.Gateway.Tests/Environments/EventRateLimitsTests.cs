using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;
using RealtimeCluster.Gateway.Environments;
using RealtimeCluster.Gateway.Tests.Environments;

namespace RealtimeCluster.Gateway.Tests.Environments;

public sealed class EventRateLimitsTests : IDisposable
{
    private const string Path = "Realtime:Environments:shop:RateLimits:0";

    private readonly FakeTimeProvider _time = new();
    private readonly IConfigurationRoot _configuration = TestEnvironments.Configure("""
        {"Realtime":{"Environments":{"free":{},
          "shop":{"RateLimits":[{"Id":"a","Rate":3,"DurationSeconds":10,"ErrorMessage":"slow down"}]},
          "twin":{"RateLimits":[{"Id":"a","Rate":2,"DurationSeconds":1},{"Id":"b","Rate":3,"DurationSeconds":60}]}}}}
        """);

    private readonly EnvironmentRegistry _registry;
    private readonly EventRateLimits _limits;

    public EventRateLimitsTests()
    {
        _registry = TestEnvironments.CreateRegistry(_configuration);
        _limits = new EventRateLimits(_registry, _time);
    }

    public void Dispose() => _registry.Dispose();

    [Fact]
    public void TryAcquire_OverTheRate_RefusesWithTheLimitsText()
    {
        Assert.Equal(3, Take(Grant("shop"), "c1", 5));

        Assert.False(_limits.TryAcquire(Grant("shop"), "c1", out var errorMessage));
        Assert.Equal("slow down", errorMessage);
    }

    [Fact]
    public void TryAcquire_NextWindow_PermitsAgain()
    {
        Take(Grant("shop"), "c1", 5);
        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Equal(0, Take(Grant("shop"), "c1", 1));
        _time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal(3, Take(Grant("shop"), "c1", 5));
    }

    [Theory]
    [InlineData(2, 0, 1)]
    [InlineData(0, 2 * EventRateLimits.BytesOfOneEvent, 1)]
    [InlineData(1, EventRateLimits.BytesOfOneEvent - 1, 2)]
    [InlineData(1_000, 1_000_000_000, 0)]
    public void Charge_WhatAClientIsGiven_CountsAsManyEventsUntilTheWindowEnds(int count, long bytes, int left)
    {
        _limits.Charge(Grant("shop"), "c1", count, bytes);
        _limits.Charge(Grant("free"), "c1", count, bytes);

        Assert.Equal(left, Take(Grant("shop"), "c1", 5));
        Assert.Equal(3, Take(Grant("shop"), "c2", 5));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(3, Take(Grant("shop"), "c1", 5));
    }

    [Fact]
    public void TryAcquire_SeparateSubjects_CountSeparately()
    {
        Assert.Equal(3, Take(Grant("shop"), "c1", 5));
        Assert.Equal(3, Take(Grant("shop"), "c2", 5));
        Assert.Equal(3, Take(Grant("shop", "c1"), "c3", 5));
        Assert.Equal(0, Take(Grant("shop", "c1"), "c4", 5));
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7", 0)]
    [InlineData("203.0.113.7", "::ffff:203.0.113.7", 0)]
    [InlineData("203.0.113.7", "203.0.113.8", 3)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", 0)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", 3)]
    public void TryAcquire_NoUser_CountsByAddressAcrossConnections(string first, string second, int left)
    {
        Assert.Equal(3, Take(Grant("shop", address: first), "c1", 5));

        Assert.Equal(left, Take(Grant("shop", address: second), "c2", 5));
    }

    [Fact]
    public void TryAcquire_UserBehindACountedAddress_CountsForItself()
    {
        Take(Grant("shop", address: "203.0.113.7"), "c1", 5);

        Assert.Equal(3, Take(Grant("shop", "u1", "203.0.113.7"), "c2", 5));
    }

    [Fact]
    public void TryAcquire_TwoLimits_EachHasItsOwnCount()
    {
        var grant = Grant("twin");

        Assert.Equal(2, Take(grant, "c1", 5));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, Take(grant, "c1", 5));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, Take(grant, "c1", 5));
    }

    [Fact]
    public void TryAcquire_UnrelatedReload_KeepsCounts()
    {
        Take(Grant("shop"), "c1", 2);
        _configuration.Reload();

        Assert.Equal(1, Take(Grant("shop"), "c1", 5));
    }

    [Fact]
    public void TryAcquire_LimitChanged_AppliesTheNewOne()
    {
        Take(Grant("shop"), "c1", 5);
        _configuration[$"{Path}:Rate"] = "7";
        _configuration.Reload();

        Assert.Equal(7, Take(Grant("shop"), "c1", 20));
    }

    [Fact]
    public void TryAcquire_NoLimits_AllocatesNothing()
    {
        var grant = Grant("free");
        Take(grant, "c1", 100);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var taken = Take(grant, "c1", 1000);
        var after = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(1000, taken);
        Assert.Equal(0, after - before);
        Assert.Equal(0, _limits.Count);
    }

    [Fact]
    public void TryAcquire_ManySubjects_IdleOnesAreDropped()
    {
        for (var connection = 0; connection < 100; connection++)
        {
            Take(Grant("shop"), $"c{connection}", 1);
        }

        _time.Advance(TimeSpan.FromSeconds(11));
        Take(Grant("shop"), "last", 1);

        Assert.Equal(1, _limits.Count);
    }

    [Fact]
    public void TryAcquire_MoreLiveSubjectsThanPermitted_StaysBounded()
    {
        var limits = new EventRateLimits(_registry, _time, maxCounts: 10);
        for (var connection = 0; connection < 1000; connection++)
        {
            Assert.True(limits.TryAcquire(Grant("shop"), $"c{connection}", out _));
            Assert.InRange(limits.Count, 1, 11);
        }
    }

    private static ConnectionGrant Grant(string environment, string? userId = null, string? address = null) =>
        new() { Environment = environment, UserId = userId, ClientAddress = address is null ? null : IPAddress.Parse(address) };

    private int Take(ConnectionGrant grant, string connection, int attempts)
    {
        var taken = 0;
        for (var attempt = 0; attempt < attempts; attempt++)
        {
            taken += _limits.TryAcquire(grant, connection, out _) ? 1 : 0;
        }

        return taken;
    }
}
