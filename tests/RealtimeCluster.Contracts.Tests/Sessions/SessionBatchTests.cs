using System.Net;
using Orleans.Runtime;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Contracts.Sessions;

namespace RealtimeCluster.Contracts.Tests.Sessions;

public class SessionBatchTests
{
    private static readonly GatewayId Gateway = new(SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 1), 1));

    [Fact]
    public void Cut_LargeProfiles_AreSpreadOverBatchesInOrder()
    {
        SessionRecord[] saved = [Session("a", 400_000), Session("b", 400_000), Session("c", 400_000), Session("d", 3_000_000), Session("e", 0)];
        var ended = Enumerable.Range(0, SessionBatch.MaxEndedCount + 1).Select(static i => new EndedSession($"x{i}", 0)).ToArray();

        var batches = SessionBatch.Cut(Gateway, saved, ended).ToArray();

        Assert.Equal(["ab", "c", "d", "e"], batches.Select(static batch => string.Concat(batch.Saved.Select(static session => session.ConnectionId))));
        Assert.Equal(ended, batches.SelectMany(static batch => batch.Ended));
        Assert.All(batches, static batch => Assert.True(batch.Ended.Length <= SessionBatch.MaxEndedCount));
    }

    private static SessionRecord Session(string id, int profileBytes) => new()
    {
        ConnectionId = id,
        Secret = "s",
        Environment = "e",
        Gateway = Gateway,
        Profile = new Payload(new byte[profileBytes]),
    };
}
