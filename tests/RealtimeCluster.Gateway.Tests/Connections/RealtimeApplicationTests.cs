using System.Text;
using RealtimeCluster.Gateway.Connections;
using RealtimeCluster.Gateway.Tests.Hosting;
using RealtimeCluster.Gateway.Tests.Recovery;
using RealtimeCluster.Gateway.Tests.Uplink;
using RealtimeCluster.SocketIO.EngineIO;
using RealtimeCluster.SocketIO.Namespaces;

namespace RealtimeCluster.Gateway.Tests.Connections;

public sealed class RealtimeApplicationTests
{
    [Theory]
    [InlineData(true, "", true)]
    [InlineData(false, "", false)]
    [InlineData(true, ",\"recovery\":false", false)]
    [InlineData(false, ",\"recovery\":true", true)]
    public async Task OnConnectAsync_ClientThatCanOrCannotRecover_HasAPrivateIdAndPositionsOrNeither(bool mayRecover, string auth, bool expected)
    {
        await using var gateway = new TestGateway(new FakeOwner(epoch: 1, refusals: 0), new FakeShard(), """{"Realtime":{"OpenEnvironments":true}}""");

        var outcome = await gateway.Get<RealtimeApplication>().OnConnectAsync(
            new ConnectRequest("/", Encoding.UTF8.GetBytes($"{{\"envId\":\"shop\"{auth}}}"), new HandshakeRequest { MayRecover = mayRecover }),
            CancellationToken.None);

        var connection = Assert.IsType<Connection>(outcome.Handler);
        Assert.Equal((expected, expected, expected), (!outcome.Data.IsEmpty, connection.Session is not null, connection.Positions is not null));
    }

    [Fact]
    public async Task OnConnectAsync_TooManyGuessesFromTheAddress_ClosesTheTransport()
    {
        await using var gateway = new TestGateway(
            new FakeOwner(epoch: 1, refusals: 0),
            new FakeShard(),
            """{"Realtime":{"Credentials":{"MaxFailuresPerAddress":2},"Environments":{"shop":{"SessionRequired":false,"ApiKeys":[{"Key":"good"}]}}}}""");
        var outcomes = new List<DisconnectReason?>();

        foreach (var key in new[] { "wrong-1", "wrong-2", "good" })
        {
            var outcome = await gateway.Get<RealtimeApplication>().OnConnectAsync(
                new ConnectRequest("/", Encoding.UTF8.GetBytes($$"""{"envId":"shop","apiKey":"{{key}}"}"""), new HandshakeRequest()),
                CancellationToken.None);
            outcomes.Add(outcome.CloseReason);
        }

        Assert.Equal([null, null, DisconnectReason.TooManyFailures], outcomes);
    }
}
