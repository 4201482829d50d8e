using System.Text;
using RealtimeCluster.Gateway.Connections;
using RealtimeCluster.Gateway.Environments;
using RealtimeCluster.Gateway.Events;
using RealtimeCluster.Gateway.Tests.Hosting;
using RealtimeCluster.Gateway.Tests.Recovery;
using RealtimeCluster.Gateway.Tests.Uplink;
using RealtimeCluster.SocketIO.Namespaces;

namespace RealtimeCluster.Gateway.Tests.Events;

public sealed class DeduplicationKeysTests : IAsyncDisposable
{
    private readonly TestGateway _gateway = new(new FakeOwner(epoch: 1, refusals: 0), new FakeShard());

    [Theory]
    [InlineData("\"abc\"")]
    [InlineData("0")]
    [InlineData("1764400000123")]
    [InlineData("-1.5e3")]
    public void TryMake_TextOrNumber_IsTheIdentity(string messageId)
    {
        var connection = _gateway.CreateConnection("c");

        var first = Key(connection, messageId, ackId: 1, "{\"message\":1}");
        var second = Key(connection, messageId, ackId: 2, "{\"message\":2}");

        Assert.NotNull(first);
        Assert.Equal(first, second);
    }

    [Fact]
    public void TryMake_TextOf128Bytes_CountsHoweverItIsEscaped()
    {
        var plain = Key(_gateway.CreateConnection("c"), $"\"{new string('i', 128)}\"");
        var escaped = Key(_gateway.CreateConnection("c"), $"\"{string.Concat(Enumerable.Repeat("\\u0069", 128))}\"");

        Assert.NotNull(plain);
        Assert.Equal(plain, escaped);
    }

    [Fact]
    public void TryMake_NumberAndItsText_AreTwo() =>
        Assert.NotEqual(Key(_gateway.CreateConnection("c"), "1"), Key(_gateway.CreateConnection("c"), "\"1\""));

    [Theory]
    [InlineData("\"\"")]
    [InlineData("{\"a\":1}")]
    [InlineData("[1]")]
    [InlineData("true")]
    public void TryMake_AnythingElse_IsRefused(string messageId) => Assert.False(TryMake(_gateway.CreateConnection("c"), messageId, 1, "{}", out _));

    [Theory]
    [InlineData(129, 'i')]
    [InlineData(65, 'é')]
    [InlineData(10_000, 'i')]
    public void TryMake_LongText_IsRefused(int length, char letter) =>
        Assert.False(TryMake(_gateway.CreateConnection("c"), $"\"{new string(letter, length)}\"", 1, "{}", out _));

    [Fact]
    public void TryMake_OfAUser_HoldsAcrossItsConnections()
    {
        var grant = new ConnectionGrant { Environment = "shop", UserId = "ada", IsResumable = true };

        Assert.Equal(Key(_gateway.CreateResumed("c1", 0, grant), "1"), Key(_gateway.CreateResumed("c2", 0, grant), "1"));
        Assert.NotEqual(Key(_gateway.CreateConnection("c1"), "1"), Key(_gateway.CreateConnection("c2"), "1"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("null")]
    public void TryMake_NoMessageId_TheSamePacketIsRecognisedAfterARecovery(string? messageId)
    {
        var before = Key(_gateway.CreateConnection("c"), messageId, ackId: 4, "{\"message\":1}");
        var connection = _gateway.CreateResumed("c", generation: 1);

        var sentAgain = Key(connection, messageId, ackId: 4, "{\"message\":1}");
        var reused = Key(connection, messageId, ackId: 4, "{\"message\":1}");
        var other = Key(connection, messageId, ackId: 5, "{\"message\":1}");

        Assert.NotNull(before);
        Assert.Equal(before, sentAgain);
        Assert.Null(reused);
        Assert.NotEqual(before, other);
    }

    [Fact]
    public void TryMake_SameNumberAndOtherContent_IsAnother()
    {
        var before = Key(_gateway.CreateConnection("c"), messageId: null, ackId: 4, "{\"message\":1}");
        var attached = Key(_gateway.CreateConnection("c"), messageId: null, ackId: 4, "{\"message\":1}", [1]);

        Assert.NotEqual(before, Key(_gateway.CreateResumed("c", generation: 1), messageId: null, ackId: 4, "{\"message\":2}"));
        Assert.NotEqual(attached, Key(_gateway.CreateResumed("c", generation: 1), messageId: null, ackId: 4, "{\"message\":1}", [2]));
    }

    [Fact]
    public void TryMake_NeitherIdNorNumber_HasNone() => Assert.Null(Key(_gateway.CreateConnection("c"), messageId: null, ackId: null));

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    private static string? Key(Connection connection, string? messageId, long? ackId = 1, string json = "{}", params byte[][] attachments)
    {
        Assert.True(TryMake(connection, messageId, ackId, json, out var key, attachments));
        return key;
    }

    private static bool TryMake(Connection connection, string? messageId, long? ackId, string json, out string? key, params byte[][] attachments) =>
        DeduplicationKeys.TryMake(
            connection,
            Encoding.UTF8.GetBytes(messageId ?? string.Empty),
            new ReceivedEvent("\"message\""u8.ToArray(), [Encoding.UTF8.GetBytes(json)], attachments, ackId),
            out key);
}
