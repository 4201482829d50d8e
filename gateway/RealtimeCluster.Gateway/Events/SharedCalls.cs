namespace RealtimeCluster.Gateway.Events;

/// <summary>Lets who asks the same at the same time share calls: one is under way, and whoever asks meanwhile shares the next one.</summary>
/// <param name="call">Makes a call, which must end by itself.</param>
/// <remarks>
/// Thread-safe. Nobody gets the answer to a call that began before it asked: the answer shows all that the asker knew of. However
/// many ask, a key has two calls at most, of which one waits for the other.
/// </remarks>
internal sealed class SharedCalls<TKey, TResult>(Func<TKey, Task<TResult>> call)
    where TKey : notnull
{
    /// <summary>The keys with a call under way, and who waits for the next.</summary>
    private readonly Dictionary<TKey, TaskCompletionSource<TResult>?> _next = [];

    /// <summary>Asks.</summary>
    /// <param name="key">What about.</param>
    public Task<TResult> CallAsync(TKey key)
    {
        var answer = new TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_next)
        {
            if (_next.TryGetValue(key, out var next))
            {
                return (_next[key] = next ?? answer).Task;
            }

            _next.Add(key, null);
        }

        _ = RunAsync(key, answer);
        return answer.Task;
    }

    private async Task RunAsync(TKey key, TaskCompletionSource<TResult> first)
    {
        for (var answer = first; answer is not null; answer = TakeNext(key))
        {
            try
            {
                answer.SetResult(await call(key).ConfigureAwait(false));
            }
            catch (Exception exception)
            {
                answer.SetException(exception);

                // Theirs to handle, and nobody's when all have given up waiting.
                _ = answer.Task.Exception;
            }
        }
    }

    private TaskCompletionSource<TResult>? TakeNext(TKey key)
    {
        lock (_next)
        {
            var next = _next[key];
            if (next is null)
            {
                _next.Remove(key);
            }
            else
            {
                _next[key] = null;
            }

            return next;
        }
    }
}
