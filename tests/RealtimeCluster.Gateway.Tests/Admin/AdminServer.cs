using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using RealtimeCluster.Clustering.Nodes;
using RealtimeCluster.Contracts.Client;
using RealtimeCluster.Gateway.Admin;
using RealtimeCluster.Gateway.Environments;
using RealtimeCluster.Gateway.Http;
using RealtimeCluster.Gateway.Limits;
using RealtimeCluster.Gateway.ServerApi;
using RealtimeCluster.Gateway.Tests.Environments;
using RealtimeCluster.Gateway.Tests.ServerApi;
using RealtimeCluster.Testing;
using RealtimeCluster.Testing.Time;

namespace RealtimeCluster.Gateway.Tests.Admin;

/// <summary>The admin page on a free loopback port, with a cluster that does as a test says.</summary>
internal sealed class AdminServer : IAsyncDisposable
{
    public const string Token = "all";

    public const string Settings = """
        {"Realtime":{"ServerTokens":["all",{"Name":"ops","Token":"ops","Verbs":["Administer"]},{"Token":"shop","Environments":["shop"]},{"Token":"reader","Verbs":["ReadMembers"]}],
          "TrustedProxies":["127.0.0.1"],"Environments":{"shop":{}}},
         "Gateway":{"Admin":{"MaxFailedSignIns":3}}}
        """;

    private readonly WebApplication _application;

    private AdminServer(WebApplication application, FakeCluster cluster, ArmedTimeProvider time, List<string> calls, LogCapture logs)
    {
        _application = application;
        Cluster = cluster;
        Time = time;
        Calls = calls;
        Logs = logs;
        Client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = new Uri(application.Urls.Single()) };
    }

    public HttpClient Client { get; }

    public FakeCluster Cluster { get; }

    public ArmedTimeProvider Time { get; }

    /// <summary>What was asked of channels.</summary>
    public List<string> Calls { get; }

    public LogCapture Logs { get; }

    public IConfigurationRoot Configuration => (IConfigurationRoot)_application.Configuration;

    public IEnumerable<RouteEndpoint> Endpoints => _application.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    public T Get<T>()
        where T : notnull => _application.Services.GetRequiredService<T>();

    public static async Task<AdminServer> StartAsync(string settings = Settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var logs = new LogCapture();
        builder.Logging.ClearProviders().AddProvider(logs);
        foreach (var (key, value) in TestEnvironments.Configure(settings).AsEnumerable())
        {
            builder.Configuration[key] = value;
        }

        var calls = new List<string>();
        var cluster = new FakeCluster();
        var time = new ArmedTimeProvider();
        builder.Services.AddRouting();
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton<IRealtimeClient>(new FakeRealtimeClient(calls));
        builder.Services.AddSingleton<IGrantedConnections, FakeConnections>();
        builder.Services.AddSingleton(cluster.Membership.Service);
        builder.Services.AddSingleton(cluster.Membership.Nodes);
        builder.Services.AddSingleton<INodeClient>(cluster);
        builder.Services.AddSingleton<IGatewayDesks>(cluster);
        builder.Services.AddSingleton(Stand.In<ILocalSiloDetails>(static _ => FakeCluster.Gateway));
        builder.Services.AddOptions<LimitsOptions>().BindConfiguration(LimitsOptions.SectionName);
        builder.Services.AddRealtimeEnvironments();
        builder.Services.AddRealtimeHttp();
        builder.Services.AddServerApi();
        builder.Services.AddAdmin();
        var application = builder.Build();
        application.UseRouting();
        application.MapAdmin();
        await application.StartAsync();
        return new AdminServer(application, cluster, time, calls, logs);
    }

    /// <summary>Makes a request below <c>/admin/</c>.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, $"/admin/{path}") { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Client.SendAsync(request);
    }

    /// <summary>Makes a request as the page does.</summary>
    public Task<HttpResponseMessage> SendAsPageAsync(HttpMethod method, string path, string cookie, HttpContent? content = null) =>
        SendAsync(method, path, content, ("Cookie", cookie), (AdminRequests.Header, "1"), ("Sec-Fetch-Site", "same-origin"));

    /// <summary>Makes a request as a program does.</summary>
    public Task<HttpResponseMessage> SendAsProgramAsync(HttpMethod method, string path, HttpContent? content = null, string token = Token) =>
        SendAsync(method, path, content, ("Authorization", $"Bearer {token}"));

    /// <summary>Tries a token.</summary>
    public Task<HttpResponseMessage> TrySignInAsync(string token, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, "api/session", Json(new { token }), [(AdminRequests.Header, "1"), .. headers]);

    /// <summary>Signs in.</summary>
    /// <returns>The cookie, as a browser sends it.</returns>
    public async Task<string> SignInAsync(string token = Token)
    {
        using var response = await TrySignInAsync(token);
        return CookieOf(response) ?? throw new InvalidOperationException($"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
    }

    public static string? CookieOf(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies.Single().Split(';')[0] : null;

    // Not chunked: what signs in says how long it is.
    public static StringContent Json(object body) =>
        new(System.Text.Json.JsonSerializer.Serialize(body), System.Text.Encoding.UTF8, "application/json");

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _application.DisposeAsync();
    }
}
