using System.Collections.Concurrent;
using RealtimeCluster.Clustering.Recovery;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Silo.Channels.HandOver;
using RealtimeCluster.Silo.Durability;
using RealtimeCluster.Silo.Log.Recovery;
using RealtimeCluster.Silo.Succession;

namespace RealtimeCluster.Silo.Owners;

/// <summary>The owners that live on this silo, and what those that lately did have left.</summary>
/// <remarks>
/// Thread-safe. Of two activations of one owner that with the higher term counts: the other was given up by Orleans, or has been succeeded.
/// An estate that somebody misses waits for its heir for a time that is longer than it takes to start one. <see cref="SuccessorWaker"/> looks for those twice a
/// second, which is when old ones are let go of; on a silo that stops the last ones stay until <see cref="TakeLastSnapshots"/>. An estate that nobody misses, since nobody
/// is in the log or listens to it, rests for as long as its events are kept: it costs a fraction of an owner, and the next one who uses the log starts an heir.
/// </remarks>
internal sealed class OwnerRegistry(RecoveryTimes times, RestingLogs resting, TimeProvider time) : IPredecessors, ILastSnapshotSource
{
    private static readonly GrainType ChannelType = GrainType.Create("realtime.channel");

    private readonly ConcurrentDictionary<GrainId, IOwnerActivation> _owners = new();
    private readonly EstateTable<LogEstate, IChannelOwner> _estates = new(times.Estate, time);

    /// <summary>The owners alive now.</summary>
    public IEnumerable<IChannelOwner> Owners => _owners.Values.Select(static owner => owner.Self);

    /// <summary>The activations of the owners alive now.</summary>
    public IEnumerable<IOwnerActivation> Activations => _owners.Select(static entry => entry.Value);

    public bool AnyLiving => !_owners.IsEmpty;

    /// <summary>How many logs rest here: their owners have ended, and nobody misses them.</summary>
    public int RestingCount => resting.Count;

    /// <summary>How many owners live here, and how many of them are of channels.</summary>
    public (int Logs, int Channels) Count()
    {
        var (logs, channels) = (0, 0);
        foreach (var (grainId, _) in _owners)
        {
            logs++;
            channels += grainId.Type == ChannelType ? 1 : 0;
        }

        return (logs, channels);
    }

    /// <summary>An owner has come to life, unless one with a higher term has.</summary>
    public void Register(GrainId grainId, IOwnerActivation owner) =>
        _owners.AddOrUpdate(grainId, owner, (_, known) => known.Term > owner.Term ? known : owner);

    /// <summary>An owner has ended.</summary>
    /// <param name="grainId">The owner.</param>
    /// <param name="owner">The activation that ended.</param>
    /// <param name="estate">What it leaves; <see langword="null"/> when nobody can come for it.</param>
    public void Unregister(GrainId grainId, IOwnerActivation owner, LogEstate? estate)
    {
        _owners.TryRemove(new KeyValuePair<GrainId, IOwnerActivation>(grainId, owner));
        if (estate is not null)
        {
            Keep(grainId, estate, owner.Self);
        }
    }

    /// <summary>Keeps what an owner left for the one that succeeds it.</summary>
    /// <param name="grainId">The owner.</param>
    /// <param name="estate">What it left.</param>
    /// <param name="successor">How that is called.</param>
    public void Keep(GrainId grainId, LogEstate estate, IChannelOwner successor)
    {
        if (IsMissed(estate))
        {
            _estates.Add(grainId, estate, estate.Term, successor);
        }
        else
        {
            resting.Add(grainId, estate);
        }
    }

    /// <summary>Lets go of the resting logs whose events are too old.</summary>
    public void Trim() => resting.Trim();

    /// <summary>The owners that have left something which no successor has come for, and which somebody may miss.</summary>
    public IReadOnlyCollection<Func<Task>> FindUnclaimed() => _estates.FindUnclaimed(static owner => owner.WakeAsync());

    public IEnumerable<(GrainId GrainId, Snapshot Snapshot)> TakeLastSnapshots(DateTimeOffset takenAt) =>
        _estates.TakeAll().Select(static left => (left.GrainId, left.Estate)).Concat(resting.TakeAll())
            .Select(left => (left.GrainId, new Snapshot { Term = left.Estate.Term, IsFinal = true, TakenAt = takenAt, Log = left.Estate }));

    /// <summary>See <see cref="IOwnerService.ListChannelsAsync"/>.</summary>
    public OccupiedChannel[] ListChannels(string environment, string prefix, string? after, int count)
    {
        var first = new FirstChannels(ChannelName.ToText(prefix), after is null ? null : ChannelName.ToText(after), count);
        foreach (var owner in _owners.Values)
        {
            var key = owner.Key;
            if (key.Kind != ChannelKind.Channel || key.Environment != environment)
            {
                continue;
            }

            var name = ChannelName.ToText(key.Name);
            if (first.Wants(name) && owner.CountMembers() is > 0 and var memberCount)
            {
                first.Add(name, new OccupiedChannel(key.Name, memberCount));
            }
        }

        return first.ToArray();
    }

    /// <summary>See <see cref="IOwnerService.HandOverAsync"/>.</summary>
    /// <remarks>A caller whose term is not higher is no successor; what is here waits for one that is.</remarks>
    public LogEstate? HandOver(GrainId grainId, long term)
    {
        var latest = _owners.TryGetValue(grainId, out var owner) ? owner.HandOver(term) : null;
        latest = _estates.TryTake(grainId, term, out var left) && !(latest?.Term >= left.Term) ? left : latest;
        return resting.TryTake(grainId, term, out var rested) && !(latest?.Term >= rested.Term) ? rested : latest;
    }

    /// <summary>The highest term of an owner that lives here or has left something; 0 when there is none.</summary>
    public long FindTerm(GrainId grainId) => Math.Max(
        _owners.TryGetValue(grainId, out var owner) ? owner.LivingTerm : 0,
        Math.Max(_estates.FindTerm(grainId), resting.FindTerm(grainId)));

    // Members, or gateways that listen.
    private static bool IsMissed(LogEstate estate) => estate.Members.Length > 0 || Array.Exists(estate.Gateways, static gateway => gateway.IsAttached);
}
