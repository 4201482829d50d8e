using System.Net;
using System.Text.RegularExpressions;

namespace RealtimeCluster.Gateway.Tests.Admin;

public sealed partial class AdminPageTests
{
    [Fact]
    public async Task Page_AnyFile_LoadsNothingFromElsewhere()
    {
        await using var server = await AdminServer.StartAsync();

        using var page = await server.SendAsync(HttpMethod.Get, "");

        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        var policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Queue<string>(References(await page.Content.ReadAsStringAsync()));
        while (waiting.TryDequeue(out var name))
        {
            if (seen.Add(name))
            {
                using var file = await server.SendAsync(HttpMethod.Get, $"page/{name}");
                Assert.True(file.StatusCode == HttpStatusCode.OK, $"{name} is not there.");
                var text = await file.Content.ReadAsStringAsync();
                Assert.DoesNotMatch(Elsewhere(), text);
                Array.ForEach(References(text), waiting.Enqueue);
            }
        }

        Assert.Contains("chart.js", seen);
        Assert.Contains("admin.css", seen);
    }

    [Fact]
    public async Task Page_WithoutTheSlash_LeadsToIt()
    {
        await using var server = await AdminServer.StartAsync();

        using var response = await server.Client.GetAsync(new Uri("/admin", UriKind.Relative));

        Assert.Equal("/admin/", response.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task File_UnchangedOrUnknown_IsNotSent()
    {
        await using var server = await AdminServer.StartAsync();
        using var file = await server.SendAsync(HttpMethod.Get, "page/admin.js");

        using var again = await server.SendAsync(HttpMethod.Get, "page/admin.js", null, ("If-None-Match", file.Headers.ETag!.ToString()));
        using var unknown = await server.SendAsync(HttpMethod.Get, "page/none.js");

        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task Requests_MoreAtOnceThanTheLimit_AreRefused()
    {
        await using var server = await AdminServer.StartAsync("""{"Realtime":{"ServerTokens":["all"]},"Gateway":{"Admin":{"MaxRequests":1}}}""");
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = new TaskCompletionSource<Clustering.Nodes.NodeReport>(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Cluster.GatewayNode.Answer = () =>
        {
            asked.TrySetResult();
            return answer.Task;
        };
        var first = server.SendAsProgramAsync(HttpMethod.Get, "api/cluster");
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(20));

        using var second = await server.SendAsProgramAsync(HttpMethod.Get, "api/cluster");
        answer.SetResult(FakeNode.CreateReport());
        using var served = await first;
        using var third = await server.SendAsProgramAsync(HttpMethod.Get, "api/cluster");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, second.StatusCode);
        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
        Assert.Equal(HttpStatusCode.OK, third.StatusCode);
    }

    private static string[] References(string text) => [.. Reference().Matches(text).Select(static match => match.Groups[1].Value)];

    [GeneratedRegex("(?:\"page/|from \"\\./)([^\"]+)\"")]
    private static partial Regex Reference();

    [GeneratedRegex("(?:src|href|from|import|url)\\W{1,3}(?:https?:)?//")]
    private static partial Regex Elsewhere();
}
