using RealtimeCluster.Clustering.Streams;

namespace RealtimeCluster.Microbench.Streams;

/// <summary>A gateway that takes every batch at once and counts the envelopes.</summary>
internal sealed class EmptyInbox : IGatewayInboxClient, IGatewayInboxService
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _reached = new();
    private long _count;
    private long _wanted;

    public IGatewayInboxService GetInbox(SiloAddress gateway) => this;

    public Task DeliverAsync(OutboxBatch batch)
    {
        lock (_lock)
        {
            _count += batch.Envelopes.Length;
            if (_count >= _wanted)
            {
                _reached.TrySetResult();
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>Completes when so many more envelopes have come.</summary>
    public Task ExpectAsync(int more)
    {
        lock (_lock)
        {
            _wanted = _count + more;
            _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _reached.Task;
        }
    }
}
