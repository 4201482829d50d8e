namespace RealtimeCluster.Testing.Processes;

/// <summary>Waits until a gateway says that traffic flows through the cluster.</summary>
public static class Readiness
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Asks <c>/ready</c> until it is 200.</summary>
    /// <param name="url">The gateway.</param>
    /// <param name="deadline">How long to wait.</param>
    /// <param name="isRunning">Whether it is worth waiting.</param>
    /// <param name="describe">The state, for the message.</param>
    public static async Task WaitAsync(Uri url, TimeSpan deadline, Func<bool> isRunning, Func<string> describe)
    {
        ArgumentNullException.ThrowIfNull(isRunning);
        ArgumentNullException.ThrowIfNull(describe);
        using var http = new HttpClient();
        using var expiry = new CancellationTokenSource(deadline);
        while (isRunning())
        {
            try
            {
                using var response = await http.GetAsync(new Uri(url, "/ready"), expiry.Token);
                if (response.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            catch (OperationCanceledException)
            {
                break;
            }

            await Task.Delay(Pause);
        }

        throw new TimeoutException($"{url} was not ready within {deadline}; {describe()}");
    }
}
