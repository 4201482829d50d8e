using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using RealtimeCluster.Gateway.Tests.Environments;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Tests.EngineIO;

public sealed class RequestBodiesTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Read_GivenUpWhileABodyDribbles_IsAnsweredWithoutAnErrorOfTheWebServer()
    {
        var log = new LogCapture();
        using var giveUp = new CancellationTokenSource();
        var isReading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = Build(log, async Task (context) =>
        {
            var buffer = new byte[100];
            Assert.Equal(3, await context.Request.ReadBodyAsync(buffer, giveUp.Token));
            var more = context.Request.ReadBodyAsync(buffer, giveUp.Token).AsTask();
            isReading.SetResult();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await more);
            context.Response.StatusCode = StatusCodes.Status408RequestTimeout;
        });
        await app.StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, new Uri(app.Urls.Single()).Port);
        var stream = client.GetStream();
        await stream.WriteAsync("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc"u8.ToArray());
        await isReading.Task.WaitAsync(Deadline);

        await giveUp.CancelAsync();
        var answer = new byte[1_000];
        var length = await stream.ReadAsync(answer).AsTask().WaitAsync(Deadline);

        // The rest comes, and the web server goes on with the next request of the connection.
        await stream.WriteAsync("defghijGET /other HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
        var next = await stream.ReadAsync(answer.AsMemory(length)).AsTask().WaitAsync(Deadline);
        await app.StopAsync();

        Assert.StartsWith("HTTP/1.1 408", Encoding.ASCII.GetString(answer, 0, length), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 404", Encoding.ASCII.GetString(answer, length, next), StringComparison.Ordinal);
        Assert.DoesNotContain(log.Entries, static entry => entry.Level >= LogLevel.Error);
    }

    private static WebApplication Build(LogCapture log, RequestDelegate handle)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(log);
        var app = builder.Build();
        app.MapPost("/", handle);
        return app;
    }
}
