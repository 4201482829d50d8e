using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Gateway.Uplink;

namespace RealtimeCluster.Model.Tests.Recovery;

/// <summary>The ordered way from one gateway to one owner, cut at every point where a process may die.</summary>
internal sealed class ModelUplink(GatewayId gateway, TimeProvider time)
{
    private static long Sequence;

    private readonly AcknowledgedEvents _acknowledged = new(RecoveryTimes.Default.Kept, time);
    private readonly Queue<PendingCommand> _waiting = new();
    private PendingCommand[] _inFlight = [];
    private UplinkBatch? _batch;
    private UplinkReply? _reply;
    private long _fence;

    /// <summary>The number of the last batch that any gateway made.</summary>
    public static long LastSequence => Volatile.Read(ref Sequence);

    public long Term { get; set; }

    public bool MustAssert { get; set; }

    /// <summary>Whether a batch waits for its answer.</summary>
    public bool HasBatch => _batch is not null;

    /// <summary>Whether its answer is on the way.</summary>
    public bool HasReply => _reply is not null;

    /// <summary>How many batches were answered.</summary>
    public long AnsweredCount { get; private set; }

    public bool IsIdle => _waiting.Count == 0 && _batch is null && !MustAssert;

    public void Enqueue(ChannelCommand command, Action<CommandResult, StreamPosition>? onAnswered = null) =>
        _waiting.Enqueue(new PendingCommand(command, onAnswered));

    public Acknowledgements Fence(long term)
    {
        _fence = Math.Max(_fence, term);
        return _acknowledged.Describe() with { HeardTerm = Term };
    }

    /// <summary>A connection goes on elsewhere, when all that was sent before has been answered.</summary>
    public void Depart(string connectionId, int generation) => _acknowledged.Depart(connectionId, generation);

    /// <summary>Takes what waits into a batch, or the batch in flight again.</summary>
    public UplinkBatch? Take()
    {
        if (_batch is null && _waiting.Count > 0)
        {
            _inFlight = [.. _waiting];
            _waiting.Clear();
            _batch = new UplinkBatch { Gateway = gateway, Sequence = Interlocked.Increment(ref Sequence), Term = Term, Commands = Array.ConvertAll(_inFlight, static pending => pending.Command), Fence = _fence };
        }
        else if (_batch is not null)
        {
            _batch = new UplinkBatch { Gateway = gateway, Sequence = _batch.Sequence, Term = Term, Commands = _batch.Commands, Fence = _fence };
        }

        return _batch;
    }

    /// <summary>The owner has answered; the answer is on its way.</summary>
    public void Reply(UplinkReply reply) => _reply = reply;

    /// <summary>The owner died before the answer arrived.</summary>
    public void LoseReply() => _reply = null;

    /// <summary>The answer arrives, if there is one.</summary>
    public void Answer()
    {
        if (_reply is not { } reply || _batch is not { } batch)
        {
            return;
        }

        _reply = null;
        if (reply.Term < _fence)
        {
            return;
        }

        _acknowledged.Add(new BatchId(gateway, batch.Sequence), batch.Commands, reply);
        AnsweredCount++;
        Term = reply.Term;
        var answered = _inFlight;
        (_batch, _inFlight) = (null, []);
        for (var i = 0; i < answered.Length; i++)
        {
            answered[i].OnAnswered?.Invoke(reply.Results[i], reply.Position(i));
        }
    }
}
