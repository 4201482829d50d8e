using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace RealtimeCluster.Clustering.Hosting;

/// <summary>
/// Sees that the file of <c>--config</c> changed. It looks at what the file says: events are missing on network shares and for files reached through a link, as in a
/// mounted Kubernetes ConfigMap, and a file that replaces another one may have its length and its times, as reproducible images give them.
/// </summary>
internal sealed partial class ConfigFileWatcherService(ConfigFileProvider provider, TimeProvider time, ILogger<ConfigFileWatcherService> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(400);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);

        // Unlike any file, and unlike none: the first look always reads, so no change since the start can slip through.
        var taken = string.Empty;
        var seen = string.Empty;
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            var current = Look();

            // Two looks alike: a writer in the middle of the file is given time to finish.
            var settled = current == seen;
            seen = current;
            if (!settled || current == taken)
            {
                continue;
            }

            taken = current;
            Reload();
        }
    }

    private void Reload()
    {
        try
        {
            if (!provider.TryReload(out var changed, out var fault))
            {
                Log.ConfigFileRefused(logger, provider.FilePath, fault);
            }
            else if (changed)
            {
                Log.ConfigFileReloaded(logger, provider.FilePath);
            }
        }
        catch (Exception exception)
        {
            // A follower of the configuration failed; the file is good, and the next change must still be seen.
            Log.ConfigFileFollowerFailed(logger, provider.FilePath, exception);
        }
    }

    // A digest of the content; null while it cannot be read.
    private string? Look()
    {
        try
        {
            // Without a buffer of its own: the digest reads in pieces anyway.
            using var file = new FileStream(provider.FilePath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            return Convert.ToHexString(SHA256.HashData(file));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
