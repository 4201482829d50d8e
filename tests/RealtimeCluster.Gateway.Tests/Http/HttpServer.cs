using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using RealtimeCluster.Gateway.Environments;
using RealtimeCluster.Gateway.Http;
using RealtimeCluster.Gateway.Tests.Environments;

namespace RealtimeCluster.Gateway.Tests.Http;

/// <summary>The plain HTTP endpoints on a free loopback port.</summary>
internal sealed class HttpServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private HttpServer(WebApplication application, FakeMemberQuery members, FakeTimeProvider time)
    {
        _application = application;
        Members = members;
        Time = time;
        Client = new HttpClient { BaseAddress = new Uri(application.Urls.Single()) };
    }

    public HttpClient Client { get; }

    public FakeMemberQuery Members { get; }

    public FakeTimeProvider Time { get; }

    public static async Task<HttpServer> StartAsync(string settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        foreach (var (key, value) in TestEnvironments.Configure(settings).AsEnumerable())
        {
            builder.Configuration[key] = value;
        }

        var members = new FakeMemberQuery();
        var time = new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton<IMemberQuery>(members);
        builder.Services.AddSingleton<IGrantedConnections, FakeConnections>();
        builder.Services.AddRealtimeEnvironments();
        builder.Services.AddRealtimeHttp();
        var application = builder.Build();
        application.UseRouting();
        application.MapRealtimeHttp();
        await application.StartAsync();
        return new HttpServer(application, members, time);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _application.DisposeAsync();
    }
}
