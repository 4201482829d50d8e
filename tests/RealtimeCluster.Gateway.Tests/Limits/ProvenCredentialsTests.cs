using System.Net;
using Microsoft.Extensions.Time.Testing;
using RealtimeCluster.Gateway.Limits;
using RealtimeCluster.SocketIO.Addresses;

namespace RealtimeCluster.Gateway.Tests.Limits;

public sealed class ProvenCredentialsTests
{
    private static readonly TimeSpan Span = TimeSpan.FromMinutes(10);
    private static readonly AddressPrefix Client = AddressPrefix.OfClient(IPAddress.Loopback);

    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(0, true)]
    [InlineData(9.9, true)]
    [InlineData(10, true)]
    [InlineData(20, false)]
    public void Contains_SomeTimeLater_KnowsItForOneSpan(double minutes, bool expected)
    {
        var proven = new ProvenCredentials(Span, maxCount: 10, _time);
        proven.Add(Client, "right");

        _time.Advance(TimeSpan.FromMinutes(minutes));

        Assert.Equal((expected, false), (proven.Contains(Client, "right"), proven.Contains(Client, "wrong")));
    }

    [Fact]
    public void Add_MoreThanThereIsRoomFor_ForgetsTheOldest()
    {
        var proven = new ProvenCredentials(Span, maxCount: 10, _time);
        for (var i = 0; i < 30; i++)
        {
            proven.Add(Client, $"right-{i}");
        }

        Assert.Equal((false, true), (proven.Contains(Client, "right-0"), proven.Contains(Client, "right-29")));
    }
}
