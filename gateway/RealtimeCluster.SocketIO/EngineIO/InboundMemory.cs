using RealtimeCluster.SocketIO.Addresses;

namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>The bytes that unfinished packets and bodies of all clients may hold together, shared out so that nobody's hunger is another's.</summary>
/// <remarks>
/// What is below each claim's share never waits. Beyond it an address, and a party, may hold as much as is then still free for others: one
/// alone at most half, two a third each, so that there is room for whoever comes next. A claim that finds none waits, for a bounded time,
/// before those whose party has more; if all who hold something wait, one goes on beyond the limit, so that they do not wait for each other. While
/// somebody waits, a holder must take in as much as it holds within <see cref="InboundRules.Turnover"/>; those that do not are cut, the slowest
/// first. Thread-safe. Small packets are not seen here at all: a session holds at most <see cref="FreeBytes"/> beside what it reserved.
/// </remarks>
internal sealed class InboundMemory(InboundRules rules, TimeProvider timeProvider)
{
    /// <summary>What a session may hold without asking.</summary>
    internal const int FreeBytes = 4096;

    /// <summary>What must come of a long packet to count as progress: fewer bytes do not win its sender more time.</summary>
    internal const int ProgressBytes = 16 * 1024;

    // So many of those who wait are looked at when something is given back; all of them at each tick.
    private const int MaxLooks = 1024;

    private readonly Lock _gate = new();
    private readonly LinkedList<InboundClaim> _claims = new();
    private readonly LinkedList<InboundWait> _waits = new();
    private readonly InboundAccounts<AddressPrefix> _addresses = new();
    private readonly InboundAccounts<InboundParty> _parties = new();
    private long _usedBytes;
    private long _shareBytes;
    private int _holderCount;
    private int _waitingHolderCount;

    /// <summary>The bytes that are held beyond the shares.</summary>
    public long UsedBytes => Interlocked.Read(ref _usedBytes);

    /// <summary>The bytes that are held within the shares.</summary>
    public long ShareBytes => Interlocked.Read(ref _shareBytes);

    /// <summary>How many wait for room.</summary>
    public int WaitingCount
    {
        get
        {
            lock (_gate)
            {
                return _waits.Count;
            }
        }
    }

    /// <summary>How many accounts there are, of addresses and parties.</summary>
    internal int AccountCount
    {
        get
        {
            lock (_gate)
            {
                return _addresses.Count + _parties.Count;
            }
        }
    }

    /// <inheritdoc cref="InboundClaim.ReserveAsync"/>
    public ValueTask<DisconnectReason?> ReserveAsync(InboundClaim claim, long bytes, TimeSpan patience, CancellationToken cancellationToken)
    {
        InboundWait wait;
        lock (_gate)
        {
            if (claim.IsCut || claim.Waiting is not null)
            {
                return new ValueTask<DisconnectReason?>(claim.IsCut ? DisconnectReason.InboundTooSlow : DisconnectReason.InboundMemoryFull);
            }

            var counted = MoreCounted(claim, bytes);
            if (counted > 0)
            {
                Enter(claim);
            }

            if (counted == 0 || (claim.AddressAccount!.Value.Account.WaitingCount == 0 && Fits(claim, counted)))
            {
                Take(claim, bytes);
                return default;
            }

            if (claim.CountedBytes + counted > rules.MaxBytes)
            {
                LeaveIfEmpty(claim);
                return new ValueTask<DisconnectReason?>(DisconnectReason.InboundMemoryFull);
            }

            wait = BeginWait(claim, bytes);
            Grant(MaxLooks);
        }

        return WaitAsync(wait, patience, cancellationToken);
    }

    /// <inheritdoc cref="InboundClaim.Release"/>
    public void Release(InboundClaim claim, long bytes)
    {
        if (bytes == 0)
        {
            return;
        }

        lock (_gate)
        {
            Move(claim, -bytes);
            LeaveIfEmpty(claim);
            Grant(MaxLooks);
        }
    }

    internal void Pause(InboundClaim claim)
    {
        lock (_gate)
        {
            claim.Pauses++;
        }
    }

    internal void Resume(InboundClaim claim)
    {
        lock (_gate)
        {
            claim.Pauses--;
        }
    }

    internal void GiveUp(InboundWait wait)
    {
        lock (_gate)
        {
            if (wait.Claim.Waiting?.Value == wait)
            {
                EndWait(wait, isGranted: false);
                LeaveIfEmpty(wait.Claim);
                Grant(MaxLooks);
            }
        }
    }

    /// <summary>Weighs how everybody moves, and cuts who is too slow if others wait for what it holds.</summary>
    /// <returns>How many were cut, and what they held.</returns>
    public (int Count, long Bytes) Tick()
    {
        List<InboundClaim> slow;
        long bytes;
        lock (_gate)
        {
            var sharesAreFull = _shareBytes > rules.MaxBytes;
            if (_usedBytes == 0 && !sharesAreFull)
            {
                return default;
            }

            foreach (var claim in _claims)
            {
                if (claim.CountedBytes > 0 || sharesAreFull)
                {
                    claim.Weigh(rules, timeProvider);
                }
            }

            Grant(int.MaxValue);
            slow = CondemnSlow();
            bytes = slow.Sum(static claim => claim.HeldBytes);
        }

        // Whoever is told closes something, and gives back what it holds.
        slow.ForEach(static claim => claim.Cut());
        return (slow.Count, bytes);
    }

    private async ValueTask<DisconnectReason?> WaitAsync(InboundWait wait, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(patience, timeProvider);
        using var onDeadline = deadline.Token.UnsafeRegister(static state => ((InboundWait)state!).GiveUp(), wait);
        using var onCancelled = cancellationToken.UnsafeRegister(static state => ((InboundWait)state!).GiveUp(), wait);
        return await wait.Granted.ConfigureAwait(false) ? null : DisconnectReason.InboundMemoryFull;
    }

    private long MoreCounted(InboundClaim claim, long bytes) => Math.Max(0, claim.HeldBytes + bytes - rules.ShareBytes) - claim.CountedBytes;

    private bool Fits(InboundClaim claim, long counted)
    {
        var free = rules.MaxBytes - _usedBytes - counted;
        return claim.AddressAccount!.Value.Account.UsedBytes + counted <= free && claim.PartyAccount!.Value.Account.UsedBytes + counted <= free;
    }

    private void Take(InboundClaim claim, long bytes)
    {
        if (claim.Node.List is null)
        {
            _claims.AddLast(claim.Node);
            claim.BeginToHold(rules, timeProvider);
        }

        Move(claim, bytes);
    }

    private void Move(InboundClaim claim, long bytes)
    {
        var counted = MoreCounted(claim, bytes);
        Tally(claim, -1);
        claim.HeldBytes += bytes;
        claim.CountedBytes += counted;
        Tally(claim, 1);
        Interlocked.Add(ref _usedBytes, counted);
        Interlocked.Add(ref _shareBytes, bytes - counted);
        if (counted != 0)
        {
            claim.AddressAccount!.Value.Account.UsedBytes += counted;
            claim.PartyAccount!.Value.Account.UsedBytes += counted;
        }
    }

    // Whose it is, is asked when it begins to count: an environment that becomes known later counts from the next packet on.
    private void Enter(InboundClaim claim)
    {
        if (claim.AddressAccount is null)
        {
            var (address, party) = (claim.Holder.Address, claim.Holder.Party);
            claim.AddressAccount = (address, _addresses.Enter(address));
            claim.PartyAccount = (party, _parties.Enter(party));
        }
    }

    private void LeaveIfEmpty(InboundClaim claim)
    {
        if (claim.CountedBytes == 0 && claim.Waiting is null && claim is { AddressAccount: { } address, PartyAccount: { } party })
        {
            _addresses.Leave(address.Key, address.Account);
            _parties.Leave(party.Key, party.Account);
            (claim.AddressAccount, claim.PartyAccount) = (null, null);
        }

        if (claim.HeldBytes == 0 && claim.Node.List is not null)
        {
            _claims.Remove(claim.Node);
        }
    }

    private void Tally(InboundClaim claim, int change)
    {
        if (claim.CountedBytes > 0)
        {
            _holderCount += change;
            _waitingHolderCount += claim.Waiting is null ? 0 : change;
        }
    }

    /// <summary>Grants what fits: to the party that has least first, and of one party at one address in the order of waiting.</summary>
    private void Grant(int looks)
    {
        if (_waits.First is null)
        {
            return;
        }

        var passed = new HashSet<(InboundAccount, InboundAccount)>();
        var ordered = _waits.Take(looks).OrderBy(static wait => wait.Claim.PartyAccount!.Value.Account.UsedBytes).ToList();
        foreach (var wait in ordered)
        {
            var accounts = (wait.Claim.AddressAccount!.Value.Account, wait.Claim.PartyAccount!.Value.Account);
            if (passed.Contains(accounts))
            {
                // Small ones do not go past large ones of the same.
                continue;
            }

            if (Fits(wait.Claim, MoreCounted(wait.Claim, wait.Bytes)))
            {
                EndWait(wait, isGranted: true);
            }
            else
            {
                passed.Add(accounts);
            }
        }

        if (_holderCount == _waitingHolderCount && ordered.Find(static wait => wait.Claim.Waiting is not null) is { } first)
        {
            EndWait(first, isGranted: true);
        }
    }

    /// <summary>Those who are too slow, slowest first, as far as others wait for what they hold.</summary>
    private List<InboundClaim> CondemnSlow()
    {
        // An address may hold no more than is free besides, so that twice as much must become free.
        var missing = 2 * _waits.Sum(wait => MoreCounted(wait.Claim, wait.Bytes));
        var surplus = _shareBytes - rules.MaxBytes;
        if (missing == 0 && surplus <= 0)
        {
            return [];
        }

        foreach (var claim in _claims)
        {
            // What was cut before and is on its way back.
            (missing, surplus) = claim.IsCut ? (missing - claim.CountedBytes, surplus - claim.HeldBytes + claim.CountedBytes) : (missing, surplus);
        }

        var slow = new List<InboundClaim>();
        var candidates = _claims.Where(static claim => claim.IsExpected && claim.Credit <= 0)
            .OrderBy(static claim => claim.Credit)
            .ThenByDescending(static claim => claim.HeldBytes);
        foreach (var claim in candidates)
        {
            if (surplus > 0 || (missing > 0 && claim.CountedBytes > 0))
            {
                claim.Condemn();
                slow.Add(claim);
                missing -= claim.CountedBytes;
                surplus -= claim.HeldBytes - claim.CountedBytes;
            }
        }

        return slow;
    }

    private InboundWait BeginWait(InboundClaim claim, long bytes)
    {
        var wait = new InboundWait(this, claim, bytes);
        Tally(claim, -1);
        claim.Waiting = _waits.AddLast(wait);
        Tally(claim, 1);
        claim.AddressAccount!.Value.Account.WaitingCount++;
        return wait;
    }

    private void EndWait(InboundWait wait, bool isGranted)
    {
        Tally(wait.Claim, -1);
        _waits.Remove(wait.Claim.Waiting!);
        wait.Claim.Waiting = null;
        Tally(wait.Claim, 1);
        wait.Claim.AddressAccount!.Value.Account.WaitingCount--;
        if (isGranted)
        {
            Take(wait.Claim, wait.Bytes);
        }

        wait.End(isGranted);
    }
}
