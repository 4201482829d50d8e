using Azure.Core;
using Azure.Core.Pipeline;

namespace RealtimeCluster.Silo.Persistence;

/// <summary>
/// Repeats reads once and nothing else. A conditional write whose answer was lost would find its own ETag changed when
/// repeated and look like someone else's; who writes decides when to write again.
/// </summary>
internal sealed class ReadRetryPolicy() : RetryPolicy(maxRetries: 1, DelayStrategy.CreateFixedDelayStrategy(TimeSpan.FromMilliseconds(200)))
{
    protected override bool ShouldRetry(HttpMessage message, Exception? exception) =>
        message.Request.Method == RequestMethod.Get && base.ShouldRetry(message, exception);

    protected override ValueTask<bool> ShouldRetryAsync(HttpMessage message, Exception? exception) =>
        message.Request.Method == RequestMethod.Get ? base.ShouldRetryAsync(message, exception) : ValueTask.FromResult(false);
}
