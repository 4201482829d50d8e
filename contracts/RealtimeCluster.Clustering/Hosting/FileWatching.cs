namespace RealtimeCluster.Clustering.Hosting;

/// <summary>Lets a host start where the machine has no more instances of inotify, which all processes of a user share.</summary>
public static class FileWatching
{
    /// <summary>The framework's own switch; it is read wherever files are watched, before there is a configuration.</summary>
    internal const string PollingVariable = "DOTNET_USE_POLLING_FILE_WATCHER";

    // The settings beside the program, the pages and the certificates; each takes one.
    private const int WatcherCount = 4;

    /// <summary>Has the framework look at its files every few seconds, if they cannot be watched. Must be called before the host is built.</summary>
    public static void PollWhereNothingCanBeWatched() => PollWhereNothingCanBeWatched(static () => new FileSystemWatcher(AppContext.BaseDirectory) { EnableRaisingEvents = true });

    /// <summary>The same with another way to watch.</summary>
    /// <param name="watch">Watches something; what it returns ends that.</param>
    internal static void PollWhereNothingCanBeWatched(Func<IDisposable> watch)
    {
        if (Environment.GetEnvironmentVariable(PollingVariable) is not null)
        {
            return;
        }

        var watchers = new Stack<IDisposable>();
        try
        {
            while (watchers.Count < WatcherCount)
            {
                watchers.Push(watch());
            }
        }
        catch (IOException exception)
        {
            Environment.SetEnvironmentVariable(PollingVariable, "1");
            Console.Error.WriteLine($"warning: files are looked at every few seconds, because they cannot be watched: {exception.Message}");
        }
        finally
        {
            while (watchers.TryPop(out var watcher))
            {
                watcher.Dispose();
            }
        }
    }
}
