using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RealtimeCluster.SocketIO.WebSockets;

namespace RealtimeCluster.Gateway.Tests.WebSockets;

/// <summary>However an endpoint is set up, a WebSocket gets in only where the web server's own pipeline lets it in.</summary>
public class EndpointTests
{
    private const string Accepted = "HTTP/1.1 101 Switching Protocols";

    private static readonly Dictionary<string, Action<WebApplicationBuilder>> EncryptedEndpoints = new()
    {
        ["urls"] = static builder =>
        {
            builder.WebHost.UseUrls("https://127.0.0.1:0");
            builder.WebHost.ConfigureKestrel(static kestrel => kestrel.ConfigureHttpsDefaults(Default));
        },
        ["configuration"] = static builder =>
        {
            builder.Configuration.AddInMemoryCollection([new("Kestrel:Endpoints:Https:Url", "https://127.0.0.1:0")]);
            builder.WebHost.ConfigureKestrel(static kestrel => kestrel.ConfigureHttpsDefaults(Default));
        },
        ["code on top of the configuration"] = static builder =>
        {
            builder.Configuration.AddInMemoryCollection([new("Kestrel:Endpoints:One:Url", "http://127.0.0.1:0")]);
            builder.WebHost.ConfigureKestrel(static (context, kestrel) => kestrel.Configure(context.Configuration.GetSection("Kestrel"))
                .Endpoint("One", static endpoint => endpoint.ListenOptions.UseHttps(EndpointHost.Certificate)));
        },
        ["code"] = static builder => Listen(builder, static endpoint => endpoint.UseHttps(EndpointHost.Certificate)),
        ["code that looks for WebSockets last"] = static builder =>
            Listen(builder, static endpoint => endpoint.UseHttps(EndpointHost.Certificate).UseDirectWebSockets()),
        ["code with a certificate for each name"] = static builder => Listen(builder, static endpoint => endpoint.UseHttps(
            static (_, _, _, _) => ValueTask.FromResult(new SslServerAuthenticationOptions { ServerCertificate = EndpointHost.Certificate }),
            state: new object())),
        ["endpoint defaults of the host"] = static builder =>
        {
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Services.Configure<KestrelServerOptions>(static kestrel => kestrel.ConfigureEndpointDefaults(
                static endpoint => endpoint.UseDirectWebSockets().UseHttps(EndpointHost.Certificate)));
        },
    };

    private static readonly Dictionary<string, Action<WebApplicationBuilder>> CertifiedEndpoints = new()
    {
        ["configuration"] = static builder =>
        {
            builder.Configuration.AddInMemoryCollection(
            [
                new("Kestrel:Endpoints:Https:Url", "https://127.0.0.1:0"),
                new("Kestrel:Endpoints:Https:ClientCertificateMode", "RequireCertificate"),
            ]);
            builder.WebHost.ConfigureKestrel(static kestrel => kestrel.ConfigureHttpsDefaults(static https =>
            {
                Default(https);
                https.ClientCertificateValidation = static (_, _, _) => true;
            }));
        },
        ["HTTPS defaults"] = static builder =>
        {
            builder.WebHost.UseUrls("https://127.0.0.1:0");
            builder.WebHost.ConfigureKestrel(static kestrel => kestrel.ConfigureHttpsDefaults(Certified));
        },
        ["code"] = static builder => Listen(builder, static endpoint => endpoint.UseHttps(static https =>
        {
            Default(https);
            Certified(https);
        })),
    };

    public static TheoryData<string> EncryptedWays => [.. EncryptedEndpoints.Keys];

    public static TheoryData<string> CertifiedWays => [.. CertifiedEndpoints.Keys];

    [Theory]
    [MemberData(nameof(EncryptedWays))]
    public async Task Encrypted_RequestInTheClear_IsRefused(string way)
    {
        await using var host = await EndpointHost.StartAsync(EncryptedEndpoints[way]);

        var inTheClear = await host.AskAsync();
        var encrypted = await host.AskOverTlsAsync();

        Assert.DoesNotContain("101", inTheClear, StringComparison.Ordinal);
        Assert.Equal((Accepted, 1), (encrypted, host.RequestCount));
    }

    [Theory]
    [MemberData(nameof(CertifiedWays))]
    public async Task CertificateRequired_RequestWithoutOne_IsRefused(string way)
    {
        await using var host = await EndpointHost.StartAsync(CertifiedEndpoints[way]);

        var inTheClear = await host.AskAsync();
        var without = await host.AskOverTlsAsync();
        var with = await host.AskOverTlsAsync(EndpointHost.Certificate);

        Assert.DoesNotContain("101", inTheClear + without, StringComparison.Ordinal);
        Assert.Equal((Accepted, 1), (with, host.RequestCount));
    }

    [Fact]
    public async Task Middleware_RefusesConnections_IsNotPassedBy()
    {
        await using var host = await EndpointHost.StartAsync(static endpoint => endpoint.Use(static _ => static connection =>
        {
            connection.Abort();
            return Task.CompletedTask;
        }));

        Assert.Equal("", await host.AskAsync());
    }

    [Fact]
    public async Task Middleware_LetsConnectionsIn_LeavesThemToHttp()
    {
        await using var host = await EndpointHost.StartAsync(static endpoint => endpoint.Use(static next => connection => next(connection)));

        Assert.Equal((Accepted, 1), (await host.AskAsync(), host.RequestCount));
    }

    [Fact]
    public async Task Middleware_WebSocketsLookedForBehindIt_AreServedBeneathHttp()
    {
        await using var host = await EndpointHost.StartAsync(static endpoint =>
        {
            endpoint.Use(static next => connection => next(connection));
            endpoint.UseDirectWebSockets();
        });

        Assert.Equal((Accepted, 0), (await host.AskAsync(), host.RequestCount));
    }

    [Fact]
    public async Task Middleware_ReplacesTheTransport_IsWrittenThrough()
    {
        await using var host = await EndpointHost.StartAsync(static endpoint => endpoint.UseConnectionLogging().UseDirectWebSockets());

        Assert.Equal((Accepted, 1), (await host.AskAsync(), host.RequestCount));
    }

    [Theory]
    [InlineData("urls")]
    [InlineData("configuration")]
    [InlineData("code")]
    public async Task Plain_NothingInBetween_IsServedBeneathHttp(string way)
    {
        await using var host = await EndpointHost.StartAsync(builder =>
        {
            switch (way)
            {
                case "urls":
                    builder.WebHost.UseUrls("http://127.0.0.1:0");
                    break;
                case "configuration":
                    builder.Configuration.AddInMemoryCollection([new("Kestrel:Endpoints:One:Url", "http://127.0.0.1:0")]);
                    break;
                default:
                    Listen(builder, static _ => { });
                    break;
            }
        });

        Assert.Equal((Accepted, 0), (await host.AskAsync(), host.RequestCount));
    }

    [Fact]
    public async Task Protocols_WithoutHttp1_NoWebSocketOfItIsServed()
    {
        await using var host = await EndpointHost.StartAsync(static endpoint => endpoint.Protocols = HttpProtocols.Http2);

        Assert.DoesNotContain("101", await host.AskAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, Accepted)]
    [InlineData(true, "")]
    public async Task UnixSocket_InTheClear_IsLetInUnlessEncrypted(bool isEncrypted, string expected)
    {
        var directory = Directory.CreateTempSubdirectory();
        var path = Path.Combine(directory.FullName, "s");
        await using (var host = await EndpointHost.StartAsync(builder => builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(path, endpoint =>
        {
            if (isEncrypted)
            {
                endpoint.UseHttps(EndpointHost.Certificate);
            }
        }))))
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
            await using var stream = new NetworkStream(socket);

            var answer = await EndpointHost.AskAsync(stream);

            Assert.Equal((expected, 0), (answer.Contains("101", StringComparison.Ordinal) ? answer : "", host.RequestCount));
        }

        directory.Delete(recursive: true);
    }

    [Fact]
    public async Task Limit_OfConnections_CountsThem()
    {
        await using var host = await EndpointHost.StartAsync(static _ => { }, static kestrel => kestrel.Limits.MaxConcurrentConnections = 1);
        using var first = await ConnectedAsync(host);

        Assert.Equal("", await host.AskAsync());
    }

    [Fact]
    public async Task Limit_OfUpgradedConnections_CountsThem()
    {
        await using var host = await EndpointHost.StartAsync(static _ => { }, static kestrel => kestrel.Limits.MaxConcurrentUpgradedConnections = 1);
        using var first = await ConnectedAsync(host);

        Assert.DoesNotContain("101", await host.AskAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("line", "HTTP/1.1 414 URI Too Long")]
    [InlineData("headers", "HTTP/1.1 431 Request Header Fields Too Large")]
    [InlineData("count", "HTTP/1.1 431 Request Header Fields Too Large")]
    public async Task Limit_OfTheHead_IsTheWebServers(string limit, string expected)
    {
        await using var host = await EndpointHost.StartAsync(static _ => { }, kestrel =>
        {
            switch (limit)
            {
                case "line":
                    kestrel.Limits.MaxRequestLineSize = 40;
                    break;
                case "headers":
                    kestrel.Limits.MaxRequestHeadersTotalSize = 60;
                    break;
                default:
                    kestrel.Limits.MaxRequestHeaderCount = 3;
                    break;
            }
        });

        Assert.Equal(expected, await host.AskAsync());
    }

    [Fact]
    public async Task Stop_ClientHasSaidNothing_IsNotWaitedFor()
    {
        var host = await EndpointHost.StartAsync(static (ListenOptions _) => { });
        using var client = new TcpClient();
        await client.ConnectAsync(host.Address);

        // Connections are accepted in order, so the server has the first one once it has answered on the second.
        Assert.Equal(Accepted, await host.AskAsync());

        await host.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(15));
    }

    private static void Default(HttpsConnectionAdapterOptions https) => https.ServerCertificate = EndpointHost.Certificate;

    private static void Certified(HttpsConnectionAdapterOptions https)
    {
        https.ServerCertificate = EndpointHost.Certificate;
        https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
        https.ClientCertificateValidation = static (_, _, _) => true;
    }

    private static void Listen(WebApplicationBuilder builder, Action<ListenOptions> endpoint) =>
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint));

    private static async Task<TcpClient> ConnectedAsync(EndpointHost host)
    {
        var client = new TcpClient();
        await client.ConnectAsync(host.Address);
        Assert.Equal(Accepted, await EndpointHost.AskAsync(client.GetStream()));
        return client;
    }
}
