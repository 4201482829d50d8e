using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RealtimeCluster.Client.Http.Hosting;
using RealtimeCluster.Client.Http.Requests;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Client;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Testing.Time;

namespace RealtimeCluster.Gateway.Tests.ServerApi;

/// <summary>The HTTP client against the server API as it is, with a cluster behind it that does as a test says.</summary>
public sealed class RealtimeHttpClientTests : IAsyncLifetime
{
    private ServerApiServer _server = null!;
    private IRealtimeClient _client = null!;

    public async Task InitializeAsync()
    {
        _server = await ServerApiServer.StartAsync();
        _client = Create(_server.Client.BaseAddress!);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task SendAsync_AnyNamesAndBinaryParts_ComeOutAsTheyWentIn()
    {
        var payload = new { Text = "é", Label = new byte[] { 0, 255 } };

        var place = await _client.SendAsync("a/b %2F é", "e\"", payload, "key");

        Assert.Equal(FakeRealtimeClient.Place, place);
        Assert.Equal("""shop: send a/b %2F é e" {"text":"é","label":{"_placeholder":true,"num":0}} key""", Assert.Single(_server.Calls));
        Assert.True(Payload.AreEqual(PayloadSerializer.Default.Serialize(payload), _server.Cluster.Message));
    }

    [Fact]
    public async Task SendAsync_ChannelThatNoPathCanName_GoesByABatch()
    {
        await _client.SendAsync("..", "e", 1, "key");
        await _client.SendAsync("\ud800", "e", 1, "key");

        Assert.Equal(["shop: batch [.. e 1 key]", "shop: batch [\ud800 e 1 key]"], _server.Calls);
    }

    [Fact]
    public async Task SendBatchAsync_SomeGetNoAnswer_HaveNoPlace()
    {
        _server.Cluster.PlaceOf = static index => index == 1 ? null : new StreamPosition(5, index);

        var places = await _client.SendBatchAsync([new ChannelSend("a", "e", 1, "k1"), new ChannelSend("b", "e", new byte[] { 7 }, "k2"), new ChannelSend("c", "e", null, "k3")]);

        Assert.Equal([new StreamPosition(5, 0), null, new StreamPosition(5, 2)], places);
        Assert.Equal("""shop: batch [a e 1 k1, b e {"_placeholder":true,"num":0} k2, c e null k3]""", Assert.Single(_server.Calls));
    }

    [Theory]
    [InlineData("", "e", null)]
    [InlineData("c", "connect", null)]
    [InlineData("c", "e", "")]
    public async Task SendBatchAsync_OneIsFaulty_SendsNone(string channel, string eventName, string? key)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => _client.SendBatchAsync([new ChannelSend("c", "e", 1), new ChannelSend(channel, eventName, 2, key)]));

        Assert.Empty(_server.Calls);
    }

    [Fact]
    public async Task GetMemberPageAsync_ProfilesWithBinaryParts_AreThoseOfTheMembers()
    {
        var profile = PayloadSerializer.Default.Serialize(new { Icon = new byte[] { 1, 2 } });
        var writer = new MemberListWriter(MemberListWriter.SizeOf("a", profile) + MemberListWriter.SizeOf("b", null));
        writer.Append("a", profile);
        writer.Append("b", null);
        var (json, attachments) = writer.Complete();
        var next = new MemberCursor(1, 2, 3);
        _server.Cluster.Page = new MemberPage(new MemberList(json, attachments, FakeRealtimeClient.Place), null, ["gone"], 5, next);

        var page = await _client.GetMemberPageAsync("c", null, 7);

        Assert.Equal(["a", "b"], page!.Members.Select(static member => member.Id));
        Assert.True(Payload.AreEqual(profile, page.Members[0].Profile));
        Assert.False(page.Members[1].HasProfile);
        Assert.Equal((5, next.ToString(), FakeRealtimeClient.Place, "gone"), (page.TotalCount, page.Cursor, page.Position, Assert.Single(page.Left)));
        Assert.Equal("shop: page c  7", Assert.Single(_server.Calls));
    }

    [Fact]
    public async Task Reads_EachAnswer_IsTheClusters()
    {
        Assert.Equal(new MemberCount(17, FakeRealtimeClient.Place), await _client.GetMemberCountAsync("c"));
        Assert.Null(await _client.GetMemberPageAsync("c", new MemberCursor(1, 2, 3).ToString(), 1));
        Assert.Equal((true, FakeRealtimeClient.Place), await _client.GetHistoryAsync("c", 4, 2) is var history ? (history.IsComplete, history.Position) : default);
        var channels = await _client.GetChannelsAsync("a/", null, 2);

        Assert.Equal([new ChannelSummary("a\"b", 2), new ChannelSummary("\ud800", 1)], channels);
        Assert.Equal("bmV4dA", channels.Cursor);
        Assert.Equal(["shop: count c", $"shop: page c {new MemberCursor(1, 2, 3)} 1", "shop: history c 4 2", "shop: channels a/  2"], _server.Calls);
    }

    [Fact]
    public async Task Acts_EachVerb_ArrivesAsItWasMeant()
    {
        Assert.True(await _client.SendToConnectionAsync("here", "e", 1));
        Assert.False(await _client.SendToConnectionAsync("elsewhere", "e", 1));
        Assert.True(await _client.DisconnectAsync("here", "too loud?"));
        Assert.False(await _client.DisconnectAsync("elsewhere"));
        Assert.Equal(3, await _client.DisconnectUserAsync("u/1"));
        await _client.RevokeSessionAsync("s");
        await _client.RevokeApiKeyAsync("k", TimeSpan.FromSeconds(90));

        Assert.Equal(
            [
                "shop: connection here e 1", "shop: connection elsewhere e 1", "shop: disconnect here too loud?", "shop: disconnect elsewhere",
                "shop: disconnect user u/1", "shop: revoke session s 30.00:00:00", "shop: revoke key k 00:01:30",
            ],
            _server.Calls);
    }

    [Fact]
    public async Task Any_NoAnswerInTime_TriesAgainThenTimesOut()
    {
        _server.Cluster.Failure = new TimeoutException();
        var time = new ArmedTimeProvider();
        var client = Create(_server.Client.BaseAddress!, static options => options.Timeout = TimeSpan.FromMilliseconds(300), time);
        var send = client.SendAsync("c", "e", 1);

        foreach (var delay in new[] { TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(100) })
        {
            await time.WaitUntilArmedAsync(delay);
            time.Advance(delay);
        }

        await time.WaitUntilArmedAsync(TimeSpan.FromMilliseconds(200));
        time.Advance(TimeSpan.FromMilliseconds(150));

        await Assert.ThrowsAsync<TimeoutException>(() => send);
        Assert.Equal(3, _server.Calls.Count);
        Assert.Single(_server.Calls.Distinct());
    }

    [Fact]
    public async Task Any_WhatCannotBeRepeated_IsTriedOnce()
    {
        _server.Cluster.Failure = new TimeoutException();

        await Assert.ThrowsAsync<TimeoutException>(() => _client.DisconnectUserAsync("u"));

        Assert.Single(_server.Calls);
    }

    [Fact]
    public async Task Any_OneGatewayIsGone_AnotherAnswers()
    {
        var client = Create(new Uri("http://127.0.0.1:1"), options => options.BaseAddresses.Add(_server.Client.BaseAddress!));

        Assert.True(await client.DisconnectAsync("here"));
    }

    [Theory]
    [InlineData("nobody", "shop", 401, "unauthorized")]
    [InlineData("reader", "shop", 403, "out_of_scope")]
    [InlineData("all", "nowhere", 404, "no_environment_found")]
    public async Task Any_TheGatewayRefuses_SaysWhy(string token, string environment, int status, string code)
    {
        var client = Create(_server.Client.BaseAddress!, options => options.Token = token).ForEnvironment(environment);

        var refusal = await Assert.ThrowsAsync<RealtimeHttpException>(() => client.BroadcastAsync("e", 1));

        Assert.Equal((status, code), (refusal.Status, refusal.Code));
    }

    [Fact]
    public async Task Any_FaultyArgument_IsTheSameExceptionAsInsideTheCluster()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => _client.SendAsync(string.Empty, "e", 1));
        await Assert.ThrowsAsync<ArgumentException>(() => _client.SendAsync("c", "disconnect", 1));
        await Assert.ThrowsAsync<ArgumentException>(() => _client.SendAsync(new string('c', 51), "e", 1));
        await Assert.ThrowsAsync<ArgumentException>(() => _client.GetMemberPageAsync("c", "no cursor", 1));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _client.GetChannelsAsync(string.Empty, null, 0));
        await Assert.ThrowsAsync<ArgumentException>(() => _client.BroadcastAsync("e", new byte[5_000]));
    }

    [Fact]
    public async Task Any_CallerStopsWaiting_IsCancelled()
    {
        _server.Cluster.Failure = new TimeoutException();
        using var impatience = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _client.SendAsync("c", "e", 1, cancellationToken: impatience.Token));
    }

    [Fact]
    public void Options_Faulty_AreAllNamed()
    {
        using var services = Services(static options =>
        {
            options.BaseAddresses.Add(new Uri("ftp://a"));
            options.Timeout = TimeSpan.Zero;
        });

        var faults = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IRealtimeClient>()).Failures.ToArray();

        Assert.Equal(3, faults.Length);
        Assert.Contains(faults, static fault => fault.Contains("Token", StringComparison.Ordinal));
        Assert.Contains(faults, static fault => fault.Contains("Timeout", StringComparison.Ordinal));
        Assert.Contains(faults, static fault => fault.Contains("BaseAddresses", StringComparison.Ordinal));
    }

    private static IRealtimeClient Create(Uri gateway, Action<RealtimeHttpClientOptions>? configure = null, TimeProvider? time = null)
    {
        var services = Services(options =>
        {
            options.BaseAddresses.Add(gateway);
            options.Token = "all";
            options.Environment = "shop";
            configure?.Invoke(options);
        }, time);
        return services.GetRequiredService<IRealtimeClient>();
    }

    private static ServiceProvider Services(Action<RealtimeHttpClientOptions> configure, TimeProvider? time = null) => new ServiceCollection()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
        .AddSingleton(time ?? TimeProvider.System)
        .AddRealtimeHttpClient(configure)
        .BuildServiceProvider();
}
