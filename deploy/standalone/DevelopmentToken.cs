using System.Security.Cryptography;
using Microsoft.Extensions.Configuration.Memory;
using RealtimeCluster.Clustering.Hosting;

namespace RealtimeCluster.Standalone;

/// <summary>
/// A server token for trying things out: made at start, printed once, good until the process ends. Only where nobody but this machine can reach the process, its
/// environments are open to all anyway, and no token was configured.
/// </summary>
internal static class DevelopmentToken
{
    private const string Tokens = "Realtime:ServerTokens";
    private const int SizeBytes = 12;

    /// <summary>Adds one to the configuration, if this is a process to try things out with, and has it printed when the process listens.</summary>
    public static void AddDevelopmentToken(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        if (configuration.GetSection(Tokens).GetChildren().Any()
            || !AreEnvironmentsOpen(configuration)
            || !ListenAddress.OfWebServer(configuration).All(static address => address.IsLoopback))
        {
            return;
        }

        var token = $"dev-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SizeBytes))}";
        configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = [new($"{Tokens}:development", token)] });
        builder.Services.AddHostedService(services => new Announcement(token, services.GetRequiredService<IHostApplicationLifetime>()));
    }

    // What is neither true nor false is named with all other faults, once all are known.
    private static bool AreEnvironmentsOpen(ConfigurationManager configuration) => bool.TryParse(configuration["Realtime:OpenEnvironments"], out var isOpen) && isOpen;

    // To the console and not to the log: tokens are never logged.
    private sealed class Announcement(string token, IHostApplicationLifetime lifetime) : IHostedService
    {
        private CancellationTokenRegistration _started;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            _started = lifetime.ApplicationStarted.Register(() => Console.WriteLine($"development token, for this machine and until this process ends: {token}"));
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            _started.Dispose();
            return Task.CompletedTask;
        }
    }
}
