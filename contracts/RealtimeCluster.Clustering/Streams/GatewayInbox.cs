using System.Threading.Channels;
using RealtimeCluster.Contracts.Streams;

namespace RealtimeCluster.Clustering.Streams;

/// <summary>
/// The gateway's end of its stream: batches from all silos wait here for the gateway's pulling agent.
/// </summary>
/// <remarks>
/// Bounded in batches; each sender has one batch in flight, so a full inbox makes senders wait and their outboxes fill.
/// Writing is safe from any thread; one reader.
/// </remarks>
public sealed class GatewayInbox
{
    private const int MaxBatchCount = 64;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Channel<OutboxBatch> _batches =
        Channel.CreateBounded<OutboxBatch>(new BoundedChannelOptions(MaxBatchCount) { SingleReader = true });

    private readonly Lock _lock = new();
    private readonly Dictionary<SiloAddress, long> _lastSequences = [];

    /// <summary>How many batches wait.</summary>
    public int WaitingCount => _batches.Reader.Count;

    /// <summary>Takes a batch, waiting for room; one that was taken before is ignored.</summary>
    /// <param name="batch">The batch.</param>
    /// <exception cref="OperationCanceledException">There was no room for 10 s; the batch is to be sent again.</exception>
    public Task WriteAsync(OutboxBatch batch) => TryWrite(batch) ? Task.CompletedTask : WriteWhenRoomAsync(batch);

    /// <summary>Forgets a silo that is gone.</summary>
    /// <param name="sender">Its address.</param>
    public void Forget(SiloAddress sender)
    {
        lock (_lock)
        {
            _lastSequences.Remove(sender);
        }
    }

    /// <summary>Waits for at least one batch and takes everything that waits, up to <paramref name="maxEnvelopeCount"/> envelopes.</summary>
    /// <param name="maxEnvelopeCount">Where to stop; the batch that passes it is still taken whole.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask<List<Envelope>> ReadAsync(int maxEnvelopeCount, CancellationToken cancellationToken)
    {
        var envelopes = new List<Envelope>();
        await _batches.Reader.WaitToReadAsync(cancellationToken);
        while (envelopes.Count < maxEnvelopeCount && _batches.Reader.TryRead(out var batch))
        {
            envelopes.AddRange(batch.Envelopes);
        }

        return envelopes;
    }

    private async Task WriteWhenRoomAsync(OutboxBatch batch)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (!TryWrite(batch))
        {
            // Room for one may have been taken by another sender.
            await _batches.Writer.WaitToWriteAsync(deadline.Token);
        }
    }

    private bool TryWrite(OutboxBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        lock (_lock)
        {
            // A sender that saw no answer repeats its batch, possibly while the first try still waits for room here.
            if (_lastSequences.TryGetValue(batch.Sender, out var last) && batch.Sequence <= last)
            {
                return true;
            }

            if (!_batches.Writer.TryWrite(batch))
            {
                return false;
            }

            _lastSequences[batch.Sender] = batch.Sequence;
            return true;
        }
    }
}
