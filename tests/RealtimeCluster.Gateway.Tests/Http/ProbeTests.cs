using System.Net;

namespace RealtimeCluster.Gateway.Tests.Http;

public sealed class ProbeTests
{
    [Theory]
    [InlineData("/health", @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z - Healthy realtime server - \d+\.\d+\.\d+[^+]*$")]
    [InlineData("/ping", @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z - Pong!$")]
    public async Task Get_Probe_AnswersWithItsText(string path, string pattern)
    {
        await using var server = await HttpServer.StartAsync("{}");

        using var response = await server.Client.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
        Assert.Matches(pattern, await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/ping")]
    public async Task Head_Probe_AnswersAsGetDoesWithoutTheText(string path)
    {
        await using var server = await HttpServer.StartAsync("{}");
        using var get = await server.Client.GetAsync(path);
        using var request = new HttpRequestMessage(HttpMethod.Head, path);

        using var head = await server.Client.SendAsync(request);

        Assert.Equal((get.StatusCode, get.Content.Headers.ContentLength), (head.StatusCode, head.Content.Headers.ContentLength));
        Assert.Equal(string.Empty, await head.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/unknown")]
    [InlineData("/agnost/realtime/other")]
    public async Task Get_UnknownPath_IsAPlainNotFound(string path)
    {
        await using var server = await HttpServer.StartAsync("{}");

        using var response = await server.Client.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(string.Empty, await response.Content.ReadAsStringAsync());
    }
}
