using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using RealtimeCluster.Clustering.Hosting;

namespace RealtimeCluster.Deployment.Tests.Hosting;

/// <summary>What becomes of log entries that nobody takes from the console.</summary>
public sealed class ConsoleLogTests
{
    [Theory]
    [InlineData(ConsoleLoggerQueueFullMode.DropWrite)]
    [InlineData(ConsoleLoggerQueueFullMode.Wait, "--Logging:Console:QueueFullMode=Wait")]
    [InlineData(ConsoleLoggerQueueFullMode.DropWrite, "--Logging:Console:FormatterName=json")]
    public void UseRealtimeCluster_ConsoleIsFull_DropsUnlessToldToWait(ConsoleLoggerQueueFullMode expected, params string[] arguments)
    {
        var builder = Host.CreateApplicationBuilder(arguments);
        builder.UseRealtimeCluster(static _ => { });
        using var host = builder.Build();

        Assert.Equal(expected, host.Services.GetRequiredService<IOptions<ConsoleLoggerOptions>>().Value.QueueFullMode);
    }
}
