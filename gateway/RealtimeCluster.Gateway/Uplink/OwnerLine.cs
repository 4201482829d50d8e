using RealtimeCluster.Clustering.Nodes;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Client;

namespace RealtimeCluster.Gateway.Uplink;

/// <summary>The calls of one uplink to its channel's owner, whichever activation that is, and what owners have acknowledged.</summary>
/// <remarks>
/// One call at a time, repeated until it is answered. One that the owner answers each time with a fault of its own (<see cref="CallFaults"/>) is given up. Thread-safe.
/// </remarks>
/// <param name="channel">The channel.</param>
/// <param name="services">What uplinks share.</param>
/// <param name="gate">The uplink's lock.</param>
/// <param name="onNewOwner">Called once for each owner that has been told what this gateway holds.</param>
internal sealed partial class OwnerLine(ChannelKey channel, UplinkServices services, Lock gate, Action onNewOwner)
{
    // Fewer are what it takes to replace an owner.
    private const int RetriesBeforeWarning = 10;
    private static readonly TimeSpan MaxRetryDelay = TimeSpan.FromSeconds(1);

    private readonly Standstill _standstill = new(services.Options.StandstillNotice, services.Time);
    private readonly AcknowledgedEvents _acknowledged = new(services.Kept, services.Time);

    // Kept: finding a grain reads attributes by reflection each time, which was a seventh of the processor time of a batch over a thousand channels.
    // Not before the first call, since there is none to be found while no silo is in sight.
    private IChannelOwner? _owner;
    private long _term;
    private long _fence;

    /// <summary>The silo that hosts the owner, as of its last answer; <see langword="null"/> when it has a successor that has not answered yet.</summary>
    public SiloAddress? Host { get; private set; }

    /// <summary>Since when the owner has not answered, and who was told so.</summary>
    public Standstill Standstill => _standstill;

    /// <summary>
    /// What owners acknowledged lately. Answers of owners with a lower term count no more: their batches are sent again.
    /// </summary>
    /// <param name="term">The term of the owner that asks.</param>
    public Acknowledgements Fence(long term)
    {
        lock (gate)
        {
            _fence = Math.Max(_fence, term);
            Host = null;
            return _acknowledged.Describe() with { Fence = _fence, HeardTerm = Volatile.Read(ref _term) };
        }
    }

    /// <summary>See <see cref="AcknowledgedEvents.Depart"/>.</summary>
    public void Depart(string connectionId, int generation)
    {
        lock (gate)
        {
            _acknowledged.Depart(connectionId, generation);
        }
    }

    /// <summary>Lets go of acknowledged events that are too old, also of a channel to which nothing more is sent.</summary>
    /// <returns>Whether any are left.</returns>
    public bool TrimAcknowledged()
    {
        lock (gate)
        {
            _acknowledged.Trim();
            return !_acknowledged.IsEmpty;
        }
    }

    /// <summary>Tells the owner what this gateway holds, until it has heard.</summary>
    public Task AssertAsync() => CallAsync((owner, _) => TellAsync(owner), static _ => true);

    /// <summary>Has the owner apply commands, each once however often it is called.</summary>
    /// <param name="commands">The commands.</param>
    /// <returns><see langword="null"/> when it is given up, or the gateway stops.</returns>
    public Task<UplinkReply?> ApplyAsync(ChannelCommand[] commands)
    {
        var id = new BatchId(services.Gateway, services.NextSequence());
        return CallAsync(
            (owner, term) => owner.ApplyAsync(new UplinkBatch
            {
                Gateway = id.Gateway,
                Sequence = id.Sequence,
                Term = term,
                Commands = commands,
                Fence = Volatile.Read(ref _fence),
            }),
            reply => TryAcknowledge(id, commands, reply));
    }

    private async Task<UplinkReply?> CallAsync(Func<IChannelOwner, long, Task<UplinkReply>> call, Func<UplinkReply, bool> accept)
    {
        var delay = services.Options.RetryDelay;
        var faultCount = 0;
        _standstill.Begin();
        for (var attempt = 1; !services.Stopping.IsCancellationRequested; attempt++)
        {
            try
            {
                var owner = FindOwner();
                var reply = await call(owner, _term);
                if (reply.TermMismatch)
                {
                    services.Metrics.UplinkMismatched();
                    reply = await TellAsync(owner);
                    var isNewOwner = reply.Term != _term;
                    _term = reply.Term;
                    Host = reply.Host;
                    if (isNewOwner)
                    {
                        // Once for each owner: one that goes on refusing must not make this queue grow.
                        onNewOwner();
                    }

                    if (attempt == 1)
                    {
                        continue;
                    }
                }
                else if (accept(reply))
                {
                    _term = reply.Term;
                    Host = reply.Host;
                    EndStandstill();
                    return reply;
                }
            }
            catch (Exception exception)
            {
                if (!IsWorthRepeating(exception, attempt, ref faultCount))
                {
                    EndStandstill();
                    return null;
                }
            }

            var isWoken = await services.Pulse.WaitAsync(delay, services.Time);
            delay = isWoken ? services.Options.RetryDelay : delay * 2 > MaxRetryDelay ? MaxRetryDelay : delay * 2;
        }

        return null;
    }

    // An owner that takes over meanwhile has asked for all of it before it answers.
    private async Task<UplinkReply> TellAsync(IChannelOwner owner)
    {
        UplinkReply? reply = null;
        foreach (var part in Testimony.Cut(services.Holdings.Describe(channel), services.Options.MaxBatchBytes))
        {
            reply = await owner.AssertAsync(part);
        }

        return reply!;
    }

    // Under the lock that a fence takes: an answer is either among what the next owner learns, or counts for nothing.
    private bool TryAcknowledge(BatchId id, ChannelCommand[] commands, UplinkReply reply)
    {
        lock (gate)
        {
            if (reply.Term < _fence)
            {
                return false;
            }

            var wasEmpty = _acknowledged.IsEmpty;
            _acknowledged.Add(id, commands, reply);
            if (wasEmpty && !_acknowledged.IsEmpty)
            {
                services.Expiry.Add(this);
            }

            return true;
        }
    }

    private bool IsWorthRepeating(Exception exception, int attempt, ref int faultCount)
    {
        services.Metrics.UplinkRetried();
        Log.CallFailed(services.Logger, channel.Kind, attempt, exception);
        if (Host is { } host)
        {
            services.Suspicion.Suspect(host);
        }

        if (attempt % RetriesBeforeWarning == 0)
        {
            Log.Stands(services.Logger, channel.Kind, attempt, exception.Message);
        }

        if (CallFaults.IsWorthRepeating(exception, ref faultCount))
        {
            return true;
        }

        Log.Refused(services.Logger, channel.Kind, attempt, exception);
        return false;
    }

    private void EndStandstill()
    {
        lock (gate)
        {
            _standstill.End();
        }
    }

    private IChannelOwner FindOwner()
    {
        try
        {
            return _owner ??= services.Grains.GetChannelOwner(channel);
        }
        catch (ArgumentException exception)
        {
            // What Orleans says while no silo is in sight.
            throw new RealtimeUnavailableException("No silo is there.", exception);
        }
    }
}
