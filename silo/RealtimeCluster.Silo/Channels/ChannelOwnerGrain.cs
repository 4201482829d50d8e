using Orleans.Streams;
using RealtimeCluster.Clustering.Streams;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Contracts.Streams;

namespace RealtimeCluster.Silo.Channels;

/// <summary>Gives a <see cref="ChannelLog"/> an address: translates calls, publishes what they became, answers.</summary>
/// <remarks>
/// Turns are the log's lock: nothing here is reentrant, and a turn ends when the streams have taken its events, so the order
/// of offsets is the order on every stream. A grain with interested gateways is never collected: it is the only place that
/// knows its members.
/// </remarks>
internal abstract partial class ChannelOwnerGrain(ChannelKind kind, ChannelOwnerServices services) : Grain, IChannelOwner
{
    private static readonly TimeSpan Forever = TimeSpan.FromDays(10_000);

    private readonly Dictionary<GatewayId, IAsyncStream<Envelope>> _streams = [];
    private ChannelKey _key;
    private ChannelLog _log = null!;
    private bool _isHeld;

    protected ChannelLog ChannelLog => _log;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = ChannelKey.Parse(kind, this.GetPrimaryKeyString());
        _log = new ChannelLog(Random.Shared.NextInt64(1, long.MaxValue), services.CreateHistory());
        services.Registry.Register(this.GetGrainId(), this.AsReference<IChannelOwner>());
        services.Metrics.OwnerStarted();
        Log.OwnerStarted(services.Logger, this.GetGrainId(), _log.Epoch);
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        services.Registry.Unregister(this.GetGrainId());
        services.Metrics.OwnerStopped();
        Log.OwnerStopped(services.Logger, this.GetGrainId(), _log.MemberCount, reason.ReasonCode);
        return Task.CompletedTask;
    }

    public async Task<UplinkReply> ApplyAsync(UplinkBatch batch)
    {
        if (services.Silos.IsDeadSilo(batch.Gateway.Address))
        {
            // Its members left with it; a batch that was still on the way must not bring them back.
            Log.GatewayRefused(services.Logger, batch.Gateway, this.GetGrainId());
            return Answer(new UplinkReply { Epoch = _log.Epoch, EpochMismatch = true });
        }

        var applied = _log.Apply(batch);
        if (applied.Reply.EpochMismatch)
        {
            services.Metrics.EpochMismatched();
        }

        await PublishAsync(applied);
        return Answer(applied.Reply);
    }

    public async Task<UplinkReply> PublishAsync(ChannelCommand[] commands)
    {
        var applied = _log.Publish(commands);
        await PublishAsync(applied);
        return Answer(applied.Reply);
    }

    public Task<UplinkReply> AssertAsync(GatewayAssertion assertion)
    {
        var reply = services.Silos.IsDeadSilo(assertion.Gateway.Address)
            ? new UplinkReply { Epoch = _log.Epoch }
            : _log.Assert(assertion);
        Hold();
        return Task.FromResult(Answer(reply));
    }

    public async Task GatewayLostAsync(GatewayId gateway)
    {
        _streams.Remove(gateway);
        await PublishAsync(_log.LoseGateway(gateway));
    }

    private async Task PublishAsync(AppliedBatch applied)
    {
        Hold();
        if (applied.Events.Length == 0)
        {
            return;
        }

        services.Metrics.EventsAppended(applied.Events.Length);
        var envelope = new Envelope { Channel = _key, Epoch = _log.Epoch, Events = applied.Events };
        List<Task>? waiting = null;
        foreach (var gateway in applied.Targets)
        {
            var posted = GetStream(gateway).OnNextAsync(envelope);
            if (!posted.IsCompletedSuccessfully)
            {
                (waiting ??= []).Add(posted);
            }
        }

        if (waiting is not null)
        {
            await Task.WhenAll(waiting);
        }
    }

    private IAsyncStream<Envelope> GetStream(GatewayId gateway)
    {
        if (!_streams.TryGetValue(gateway, out var stream))
        {
            stream = this.GetStreamProvider(GatewayStreams.ProviderName).GetStream<Envelope>(GatewayStreams.GetStreamId(gateway));
            _streams.Add(gateway, stream);
        }

        return stream;
    }

    private void Hold()
    {
        if (_log.HasInterest == _isHeld)
        {
            return;
        }

        _isHeld = _log.HasInterest;

        // A negative delay takes the former one back.
        DelayDeactivation(_isHeld ? Forever : TimeSpan.FromMilliseconds(-1));
    }

    private UplinkReply Answer(UplinkReply reply) => new()
    {
        Epoch = reply.Epoch,
        EpochMismatch = reply.EpochMismatch,
        Results = reply.Results,
        Host = services.Self,
    };
}
