using Orleans.Runtime;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Silo.Log.Recovery;
using RealtimeCluster.Silo.Owners;
using RealtimeCluster.Testing;

namespace RealtimeCluster.Silo.Tests.Owners;

/// <summary>An activation of an owner, as its registry sees it.</summary>
internal sealed class FakeOwner(GrainId id, long term, long lastOffset = 0) : IOwnerActivation
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool _isHandedOver;

    public GrainId Id => id;

    public ChannelKey Key { get; init; } = ChannelKey.ForChannel("e", "c");

    public int MemberCount { get; init; }

    public long Term => term;

    public IChannelOwner Self => Stand.In<IChannelOwner>(called => CallAsync(called.Name));

    /// <summary>What was called of it.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>How many calls fail, from the next one on.</summary>
    public int FailureCount { get; set; }

    public bool IsOver => _ended.Task.IsCompleted;

    /// <summary>What <see cref="Settle"/> answers.</summary>
    public TimeSpan? IdleTime { get; set; }

    public bool CanRest { get; set; } = true;

    public bool HasEnded { get; private set; }

    public static LogEstate Estate(long term, long lastOffset = 0, params EstateMember[] members) =>
        new() { Epoch = 1, Term = term, LastOffset = lastOffset, Tail = [], TailStartsAfter = 0, Members = members, Gateways = [] };

    public int CountMembers() => MemberCount;

    public long LivingTerm => _isHandedOver ? 0 : term;

    public LogEstate? HandOver(long asker)
    {
        if (asker <= term || _isHandedOver)
        {
            return null;
        }

        _isHandedOver = true;
        return Estate(term, lastOffset);
    }

    public TimeSpan? Settle() => IdleTime;

    public Task EndAsync()
    {
        HasEnded = true;
        _ended.TrySetResult();
        return _ended.Task;
    }

    public Task MoveAsync()
    {
        Calls.Add(nameof(MoveAsync));
        return FailureCount-- > 0 ? Task.FromException(new TimeoutException()) : Task.CompletedTask;
    }

    private Task CallAsync(string name)
    {
        Calls.Add(name);
        return FailureCount-- > 0 ? Task.FromException(new TimeoutException()) : Task.CompletedTask;
    }
}
