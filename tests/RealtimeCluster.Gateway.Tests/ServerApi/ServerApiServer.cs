using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RealtimeCluster.Contracts.Client;
using RealtimeCluster.Gateway.Environments;
using RealtimeCluster.Gateway.Http;
using RealtimeCluster.Gateway.Limits;
using RealtimeCluster.Gateway.ServerApi;
using RealtimeCluster.Gateway.Tests.Environments;

namespace RealtimeCluster.Gateway.Tests.ServerApi;

/// <summary>The server API on a free loopback port, with a cluster that does as a test says.</summary>
internal sealed class ServerApiServer : IAsyncDisposable
{
    public const string Settings = """
        {"Realtime":{"ServerTokens":["all",{"Token":"reader","Environments":["shop","gone"],"Verbs":["ReadMembers","ReadHistory"]},{"Name":"the shop","Token":"shops","Environments":["shop"]}],
          "Limits":{"MaxFrameBytes":2000,"MaxChannelNameBytes":50,"MaxEventNameBytes":40,"MaxJsonDepth":5,"MaxAttachmentCount":2},
          "Environments":{"shop":{},"a b":{},"off":{"Enabled":false},"suspended":{"Suspended":true},
            "limited":{"RateLimits":[{"Id":"a","Rate":2,"DurationSeconds":3600}]}}},
         "Gateway":{"ServerApi":{"MaxBatchCount":3}}}
        """;

    private readonly WebApplication _application;

    private ServerApiServer(WebApplication application, FakeRealtimeClient cluster, List<string> calls, LogCapture log)
    {
        Log = log;
        _application = application;
        Cluster = cluster;
        Calls = calls;
        Client = new HttpClient { BaseAddress = new Uri(application.Urls.Single()) };
    }

    public HttpClient Client { get; }

    public FakeRealtimeClient Cluster { get; }

    public LogCapture Log { get; }

    public List<string> Calls { get; }

    public static async Task<ServerApiServer> StartAsync(string settings = Settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var log = new LogCapture();
        builder.Logging.ClearProviders().AddProvider(log);
        foreach (var (key, value) in TestEnvironments.Configure(settings).AsEnumerable())
        {
            builder.Configuration[key] = value;
        }

        var calls = new List<string>();
        var cluster = new FakeRealtimeClient(calls);
        builder.Services.AddRouting();
        builder.Services.AddSingleton<IRealtimeClient>(cluster);
        builder.Services.AddSingleton<IGrantedConnections, FakeConnections>();
        builder.Services.AddOptions<LimitsOptions>().BindConfiguration(LimitsOptions.SectionName);
        builder.Services.AddRealtimeEnvironments();
        builder.Services.AddRealtimeHttp();
        builder.Services.AddServerApi();
        var application = builder.Build();
        application.UseRouting();
        application.MapServerApi();
        await application.StartAsync();
        return new ServerApiServer(application, cluster, calls, log);
    }

    /// <summary>Makes a request below <c>/v1/environments/</c>.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content = null, string? token = "all", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, $"/v1/environments/{path}") { Content = content };
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Client.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _application.DisposeAsync();
    }
}
