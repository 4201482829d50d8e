using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace RealtimeCluster.Clustering.Hosting;

/// <summary>
/// Sees that the file of <c>--config</c> changed. It looks at the file's times and length instead of waiting for file events:
/// those are missing on network shares and for files reached through a link, as in a mounted Kubernetes ConfigMap.
/// </summary>
internal sealed partial class ConfigFileWatcherService(ConfigFileProvider provider, TimeProvider time, ILogger<ConfigFileWatcherService> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);

        // Unlike any real file, and unlike none: the first look always reads, so no change since the start can slip through.
        Stamp? taken = default(Stamp);
        Stamp? seen = default(Stamp);
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

    private Stamp? Look()
    {
        try
        {
            // Through the open file, so that every link on the way has been followed.
            using var file = File.OpenHandle(provider.FilePath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return new Stamp(File.GetLastWriteTimeUtc(file), File.GetCreationTimeUtc(file), RandomAccess.GetLength(file));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private readonly record struct Stamp(DateTime Written, DateTime Created, long Length);
}
