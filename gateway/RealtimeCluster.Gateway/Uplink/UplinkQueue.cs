using RealtimeCluster.Clustering.Batches;
using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Gateway.Uplink;

/// <summary>The commands that wait for one channel, in the order they came. Bounded; not thread-safe.</summary>
internal sealed class UplinkQueue(UplinkOptions options) : BatchQueue<PendingCommand>(
    new BatchBounds(options.MaxCommandCount, options.MaxBytes, options.MaxBatchCount, options.MaxBatchBytes), static pending => pending.Command.SizeBytes)
{
    private int _urgentCount;

    /// <summary>Whether what waits may go on waiting for more: joins and leaves only, and fewer than fill a call.</summary>
    public bool MayGather => _urgentCount == 0 && Count > 0 && Count < options.MaxBatchCount;

    public override void Enqueue(PendingCommand item)
    {
        base.Enqueue(item);
        _urgentCount += IsUrgent(item) ? 1 : 0;
    }

    public override PendingCommand[] TakeBatch()
    {
        var batch = base.TakeBatch();
        _urgentCount -= batch.Count(IsUrgent);
        return batch;
    }

    private static bool IsUrgent(PendingCommand pending) => pending.Command.Kind is not (ChannelCommandKind.Join or ChannelCommandKind.Leave);
}
