using RealtimeCluster.SocketIO.Addresses;

namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>What one connection, or one request, holds of <see cref="InboundMemory"/>, and how it moves.</summary>
/// <remarks>Thread-safe. Made when something larger than <see cref="InboundMemory.FreeBytes"/> comes, never for small packets.</remarks>
internal sealed class InboundClaim
{
    private readonly InboundMemory _memory;
    private readonly Lock _gate = new();
    private CancellationTokenSource? _stop;
    private long _arrivedBytes;
    private long _weighedBytes;
    private long _weighedAt;
    private volatile bool _isCut;

    /// <summary>Creates a claim that holds nothing.</summary>
    /// <param name="memory">The memory.</param>
    /// <param name="holder">Whose it is.</param>
    public InboundClaim(InboundMemory memory, IInboundHolder holder)
    {
        _memory = memory;
        Holder = holder;
        Node = new LinkedListNode<InboundClaim>(this);
    }

    /// <summary>Whether it was given up because it was too slow.</summary>
    public bool IsCut => _isCut;

    /// <summary>Cancelled when it is given up.</summary>
    public CancellationToken Stopped
    {
        get
        {
            lock (_gate)
            {
                // Not disposed of: without a timer it holds nothing.
                _stop ??= new CancellationTokenSource();
                if (_isCut)
                {
                    _stop.Cancel();
                }

                return _stop.Token;
            }
        }
    }

    /// <summary>The bytes reserved now. Guarded by the memory's lock, as are all that follow.</summary>
    internal long HeldBytes { get; set; }

    /// <summary>Those of them that count, which are beyond the share.</summary>
    internal long CountedBytes { get; set; }

    /// <summary>Seconds it may be still before it is too slow; below zero it is.</summary>
    internal double Credit { get; private set; }

    internal int Pauses { get; set; }

    internal LinkedListNode<InboundClaim> Node { get; }

    internal LinkedListNode<InboundWait>? Waiting { get; set; }

    internal (AddressPrefix Key, InboundAccount Account)? AddressAccount { get; set; }

    internal (InboundParty Key, InboundAccount Account)? PartyAccount { get; set; }

    internal IInboundHolder Holder { get; }

    /// <summary>Whether it is expected to move: neither waiting for others, nor complete and being handled.</summary>
    internal bool IsExpected => Waiting is null && Pauses == 0 && !_isCut;

    /// <summary>Reserves more. Null when it was granted, else why not.</summary>
    /// <param name="bytes">How much.</param>
    /// <param name="patience">How long to wait for room.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public ValueTask<DisconnectReason?> ReserveAsync(long bytes, TimeSpan patience, CancellationToken cancellationToken) =>
        _memory.ReserveAsync(this, bytes, patience, cancellationToken);

    /// <summary>Gives back.</summary>
    public void Release(long bytes) => _memory.Release(this, bytes);

    /// <summary>Bytes came of what it is held for.</summary>
    public void Arrived(int count) => Interlocked.Add(ref _arrivedBytes, count);

    /// <summary>All has come and is being handled: until <see cref="Resume"/> it need not move.</summary>
    public void Pause() => _memory.Pause(this);

    /// <summary>It is expected to move again.</summary>
    public void Resume() => _memory.Resume(this);

    /// <summary>It begins to hold: it has some time to show how it moves.</summary>
    internal void BeginToHold(InboundRules rules, TimeProvider timeProvider)
    {
        _weighedAt = timeProvider.GetTimestamp();
        Credit = rules.Grace.TotalSeconds;
        _weighedBytes = Interlocked.Read(ref _arrivedBytes);
    }

    /// <summary>Weighs what came against the time that went by. The caller holds the memory's lock.</summary>
    internal void Weigh(InboundRules rules, TimeProvider timeProvider)
    {
        // A process that stood still itself must not take that for the silence of all others.
        var now = timeProvider.GetTimestamp();
        var elapsed = Math.Min(timeProvider.GetElapsedTime(_weighedAt, now).TotalSeconds, rules.Grace.TotalSeconds / 4);
        _weighedAt = now;
        var arrived = Interlocked.Read(ref _arrivedBytes);
        var earned = (arrived - _weighedBytes) * rules.Turnover.TotalSeconds / Math.Max(HeldBytes, 1);
        _weighedBytes = arrived;
        var spent = IsExpected ? elapsed : 0;
        Credit = Math.Clamp(Credit + earned - spent, -rules.Grace.TotalSeconds, rules.Grace.TotalSeconds);
    }

    /// <summary>Marks it as given up. The caller holds the memory's lock, and calls <see cref="Cut"/> outside of it.</summary>
    internal void Condemn() => _isCut = true;

    internal void Cut()
    {
        CancellationTokenSource? stop;
        lock (_gate)
        {
            stop = _stop;
        }

        stop?.Cancel();
        Holder.OnTooSlow();
    }
}
