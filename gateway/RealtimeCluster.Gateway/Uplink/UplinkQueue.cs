using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Gateway.Uplink;

/// <summary>The commands that wait for one channel, in the order they came. Bounded; not thread-safe.</summary>
internal sealed class UplinkQueue(UplinkOptions options)
{
    private readonly Queue<PendingCommand> _commands = new();
    private long _bytes;
    private int _urgentCount;

    public int Count => _commands.Count;

    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>What waits, in order.</summary>
    public IEnumerable<PendingCommand> Waiting => _commands;

    /// <summary>Whether what waits may go on waiting for more: joins and leaves only, and fewer than fill a call.</summary>
    public bool MayGather => _urgentCount == 0 && _commands.Count > 0 && _commands.Count < options.MaxBatchCount;

    /// <summary>Whether a client's command must wait: one of any size passes when nothing else waits.</summary>
    public bool IsFullFor(ChannelCommand command) => _commands.Count > 0
        && (_commands.Count >= options.MaxCommandCount || _bytes + command.SizeBytes > options.MaxBytes);

    public void Enqueue(PendingCommand pending)
    {
        _commands.Enqueue(pending);
        _bytes += pending.Command.SizeBytes;
        _urgentCount += IsUrgent(pending) ? 1 : 0;
    }

    /// <summary>Takes the commands of the next call; empty when nothing waits.</summary>
    public PendingCommand[] TakeBatch()
    {
        var count = 0;
        var bytes = 0L;
        foreach (var pending in _commands)
        {
            var size = pending.Command.SizeBytes;
            if (count > 0 && (count >= options.MaxBatchCount || bytes + size > options.MaxBatchBytes))
            {
                break;
            }

            count++;
            bytes += size;
        }

        var batch = new PendingCommand[count];
        for (var i = 0; i < count; i++)
        {
            batch[i] = _commands.Dequeue();
            _urgentCount -= IsUrgent(batch[i]) ? 1 : 0;
        }

        _bytes -= bytes;
        return batch;
    }

    private static bool IsUrgent(PendingCommand pending) => pending.Command.Kind is not (ChannelCommandKind.Join or ChannelCommandKind.Leave);
}
