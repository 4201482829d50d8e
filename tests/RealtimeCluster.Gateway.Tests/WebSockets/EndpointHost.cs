using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RealtimeCluster.ProtocolHost;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Tests.WebSockets;

/// <summary>An echo whose endpoints are set up by the test, which counts the requests that HTTP sees.</summary>
internal sealed class EndpointHost : IAsyncDisposable
{
    public const string Target = "/engine.io/?EIO=4&transport=websocket";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    private readonly WebApplication _app;
    private int _requestCount;

    private EndpointHost(Action<WebApplicationBuilder> configure)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddEngineIO();
        configure(builder);
        _app = builder.Build();
        _app.Use((context, next) =>
        {
            Interlocked.Increment(ref _requestCount);
            return next(context);
        });
        _app.UseEngineIO(new EngineIOEcho(), "/engine.io/");
    }

    public static X509Certificate2 Certificate { get; } = CreateCertificate();

    /// <summary>How many requests got as far as HTTP's own pipeline.</summary>
    public int RequestCount => Volatile.Read(ref _requestCount);

    public IPEndPoint Address => IPEndPoint.Parse(new Uri(_app.Urls.First()).Authority);

    public static async Task<EndpointHost> StartAsync(Action<WebApplicationBuilder> configure)
    {
        var host = new EndpointHost(configure);
        await host._app.StartAsync();
        return host;
    }

    /// <summary>Sets up the endpoints in code.</summary>
    public static Task<EndpointHost> StartAsync(Action<ListenOptions> endpoint, Action<KestrelServerOptions>? configure = null) =>
        StartAsync(builder => builder.WebHost.ConfigureKestrel(kestrel =>
        {
            configure?.Invoke(kestrel);
            kestrel.Listen(IPAddress.Loopback, 0, endpoint);
        }));

    /// <summary>Asks for a WebSocket in the clear and returns the first line of the answer; empty when there is none.</summary>
    public async Task<string> AskAsync(string? request = null)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(Address);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionReset)
        {
            // The server cut it before this end was told that it was open.
            return string.Empty;
        }

        return await AskAsync(client.GetStream(), request);
    }

    /// <summary>Asks for a WebSocket over TLS.</summary>
    /// <param name="certificate">The client's own, if it shows one.</param>
    public async Task<string> AskOverTlsAsync(X509Certificate2? certificate = null)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Address);
        await using var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            ClientCertificates = certificate is null ? null : [certificate],
            RemoteCertificateValidationCallback = static (_, shown, _, _) => shown?.GetCertHashString() == Certificate.GetCertHashString(),
        });
        return await AskAsync(tls);
    }

    /// <summary>Asks for a WebSocket on a stream of the caller's.</summary>
    public static async Task<string> AskAsync(Stream stream, string? request = null) => (await AnswerAsync(stream, request ?? Request())).Split('\r')[0];

    /// <summary>Sends a request and returns the head of the answer, as far as it came.</summary>
    public static async Task<string> AnswerAsync(Stream stream, string request)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var head = new StringBuilder();
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request), deadline.Token);
            var one = new byte[1];
            while (await stream.ReadAsync(one, deadline.Token) == 1 && !head.Append((char)one[0]).ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                // One byte at a time: what follows the head is not ours.
            }
        }
        catch (IOException)
        {
            // The server cut it; what it said before counts.
        }

        return head.ToString();
    }

    /// <summary>A request for a WebSocket.</summary>
    public static string Request(string target = Target, string headers = "Host: localhost\r\n") =>
        $"GET {target} HTTP/1.1\r\n{headers}Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static X509Certificate2 CreateCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var created = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(1000));
        return X509CertificateLoader.LoadPkcs12(created.Export(X509ContentType.Pkcs12), null);
    }
}
