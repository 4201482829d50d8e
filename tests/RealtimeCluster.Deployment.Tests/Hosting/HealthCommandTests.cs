using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using RealtimeCluster.Clustering.Hosting;
using RealtimeCluster.Testing.Processes;

namespace RealtimeCluster.Deployment.Tests.Hosting;

/// <summary>What <c>--health</c> says of nodes that are well, and of those that are not.</summary>
public sealed class HealthCommandTests
{
    [Fact]
    public async Task TryRunAsync_WithoutTheOption_LeavesTheProgramAlone() => Assert.Null(await HealthCommand.TryRunAsync(["--config", "health.json"]));

    [Theory]
    [InlineData("--health")]
    [InlineData("--health=")]
    [InlineData("--health", "--config")]
    [InlineData("--health", "ftp://127.0.0.1/")]
    [InlineData("--health", "tcp://127.0.0.1")]
    [InlineData("--health", "8080")]
    public async Task TryRunAsync_NoSuchUrl_IsAMistakeOfTheCaller(params string[] arguments) => Assert.Equal(2, await HealthCommand.TryRunAsync(arguments));

    [Theory]
    [InlineData(200, 0)]
    [InlineData(204, 0)]
    [InlineData(302, 1)]
    [InlineData(404, 1)]
    [InlineData(503, 1)]
    public async Task TryRunAsync_Http_WellIsWhoeverAnswersSo(int status, int expected)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var server = builder.Build();
        server.MapGet("/ready", (HttpContext context) =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "/elsewhere";
        });
        server.MapGet("/elsewhere", static () => "here");
        await server.StartAsync();

        Assert.Equal(expected, await HealthCommand.TryRunAsync(["--health", $"{server.Urls.Single()}/ready"]));
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    [InlineData("tcp")]
    public async Task TryRunAsync_NobodyListens_IsNotWell(string scheme)
    {
        var port = Ports.GetFree();

        Assert.Equal(1, await HealthCommand.TryRunAsync([$"--health={scheme}://127.0.0.1:{port}"]));
        Assert.Equal(1, await HealthCommand.TryRunAsync([$"--health={scheme}://{(scheme == "tcp" ? "self" : "localhost")}:{port}"]));
    }

    [Fact]
    public async Task TryRunAsync_NoAnswer_GivesUp()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        Assert.Equal(1, await HealthCommand.TryRunAsync(["--health", $"http://{listener.LocalEndpoint}/"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TryRunAsync_Tcp_WellIsWhoeverListens(bool byNameOfTheMachine)
    {
        // A silo listens at the address that the machine's name stands for; on a build machine that is loopback too.
        var address = byNameOfTheMachine ? (await Dns.GetHostAddressesAsync(Dns.GetHostName()))[0] : IPAddress.Loopback;
        using var listener = new TcpListener(address, 0);
        listener.Start();

        Assert.Equal(0, await HealthCommand.TryRunAsync(["--health", $"tcp://{(byNameOfTheMachine ? "self" : address)}:{((IPEndPoint)listener.LocalEndpoint).Port}"]));
    }
}
