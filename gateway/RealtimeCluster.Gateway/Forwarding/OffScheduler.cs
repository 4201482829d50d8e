namespace RealtimeCluster.Gateway.Forwarding;

/// <summary>Runs work on the thread pool, whatever scheduler asks for it.</summary>
internal static class OffScheduler
{
    public static async Task<T> RunAsync<T>(Func<Task<T>> work)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        return await work().ConfigureAwait(false);
    }

    public static async Task RunAsync(Action work)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        work();
    }
}
