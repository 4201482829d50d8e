using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Streams;

namespace RealtimeCluster.Gateway.Health;

/// <summary>
/// Tells whether traffic flows: it sends an event of its own to an owner on a silo and waits for it on this gateway's stream.
/// </summary>
/// <remarks>Its log lies in the environment with the empty name, which no client can name.</remarks>
internal sealed partial class ReadinessProbe(IGrainFactory grains, ILocalSiloDetails self, TimeProvider time, ILogger<ReadinessProbe> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly byte[] EventName = "\"ready\""u8.ToArray();

    private readonly ConcurrentDictionary<long, TaskCompletionSource> _waiting = new();
    private readonly ChannelKey _key = ChannelKey.ForUser(string.Empty, self.SiloAddress.ToParsableString());
    private long _sequence;

    // Where it was when the last of its events came: with it the owner does not tell it again all that it keeps.
    private volatile Seen _seen = new(default, 0);

    /// <summary>Sends one event around the cluster.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<bool> CheckAsync(CancellationToken cancellationToken) => await MeasureAsync(cancellationToken) is not null;

    /// <summary>How long an event takes from here to an owner on a silo and back on this gateway's stream.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns><see langword="null"/> when none came round.</returns>
    public async Task<TimeSpan?> MeasureAsync(CancellationToken cancellationToken)
    {
        try
        {
            var owner = grains.GetChannelOwner(_key);
            await owner.AssertAsync(Assert(_seen)).WaitAsync(Patience, cancellationToken);
            var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var sequence = Interlocked.Increment(ref _sequence);
            _waiting[sequence] = arrived;
            var sentAt = time.GetTimestamp();
            try
            {
                await owner.PublishAsync([new ChannelCommand
                {
                    Kind = ChannelCommandKind.Publish,
                    ConnectionId = sequence.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    EventName = EventName,
                }]).WaitAsync(Patience, cancellationToken);
                await arrived.Task.WaitAsync(Patience, cancellationToken);
                return time.GetElapsedTime(sentAt);
            }
            finally
            {
                _waiting.TryRemove(sequence, out _);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.NotReady(logger, exception);
            return null;
        }
    }

    /// <summary>Looks for its own events among those that arrived.</summary>
    /// <param name="envelope">What arrived.</param>
    public void Observe(Envelope envelope)
    {
        if (envelope.Channel.Environment.Length != 0)
        {
            return;
        }

        if (envelope.Events is [.., var last])
        {
            _seen = new Seen(new StreamPosition(envelope.Epoch, last.Offset), envelope.Term);
        }

        foreach (var channelEvent in envelope.Events)
        {
            if (long.TryParse(channelEvent.ConnectionId, System.Globalization.CultureInfo.InvariantCulture, out var sequence)
                && _waiting.TryRemove(sequence, out var arrived))
            {
                arrived.TrySetResult();
            }
        }
    }

    private GatewayAssertion Assert(Seen seen) => new()
    {
        Gateway = new GatewayId(self.SiloAddress),
        Attached = true,
        Position = seen.Position,
        Term = seen.Term,
        TailStart = seen.Position.Offset + 1,
    };

    private sealed record Seen(StreamPosition Position, long Term);
}
