using System.Net;
using Microsoft.Extensions.Time.Testing;
using RealtimeCluster.SocketIO.Addresses;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Tests.EngineIO;

/// <summary>Memory of one is not the hunger of another.</summary>
public sealed class InboundMemoryTests
{
    private const int Share = 64 * 1024;
    private const long Max = 512L * 1024 * 1024;
    private const long Mega = 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Turnover = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);
    private static readonly InboundParty Strangers = new(InboundPartyKind.Strangers);

    private readonly FakeTimeProvider _time = new();
    private readonly InboundMemory _memory;

    public InboundMemoryTests() => _memory = new InboundMemory(new InboundRules(Max, Share, Turnover), _time);

    [Fact]
    public async Task Reserve_OrdinaryMessageWhileAllIsTaken_NeverWaits()
    {
        for (var i = 0; i < 100; i++)
        {
            Claim($"10.0.0.{i}", InboundParty.ClientsOf($"e{i}")).Hold(64 * Mega);
        }

        var ordinary = Claim("10.0.0.1", InboundParty.ClientsOf("e1")).Begin(Share);

        Assert.True(ordinary.IsCompleted);
        Assert.Null(await ordinary);
    }

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.2", true)]
    [InlineData("10.0.0.1", "10.0.0.1", false)]
    [InlineData("2001:db8::1", "2001:db8::2", false)]
    public void Reserve_AnAddressTookAllItGets_OthersFindRoom(string greedy, string other, bool isGranted)
    {
        TakeAll(greedy, "a");

        Assert.Equal(isGranted, Claim(other, InboundParty.ClientsOf("b")).Begin(60 * Mega).IsCompleted);
    }

    [Theory]
    [InlineData("b", true)]
    [InlineData("a", false)]
    public void Reserve_AnEnvironmentTookAllItGets_OthersFindRoom(string environment, bool isGranted)
    {
        for (var i = 0; i < 20; i++)
        {
            Claim($"10.0.0.{i}", InboundParty.ClientsOf("a")).Hold(32 * Mega);
        }

        Assert.Equal(isGranted, Claim("10.0.1.1", InboundParty.ClientsOf(environment)).Begin(60 * Mega).IsCompleted);
    }

    [Fact]
    public void Reserve_StrangersOfAnyNumberOfAddresses_HoldHalfTogether()
    {
        for (var i = 0; i < 250; i++)
        {
            Claim($"10.0.0.{i}", Strangers).Hold(16 * Mega);
        }

        Assert.InRange(_memory.UsedBytes, Max / 2 - (32 * Mega), Max / 2);
        Assert.True(Claim("10.0.1.1", InboundParty.ClientsOf("a")).Begin(60 * Mega).IsCompleted);
    }

    [Fact]
    public async Task Release_OthersWait_GrantsInTheirOrder()
    {
        var holders = TakeAll("10.0.0.1", "a");
        var first = Claim("10.0.0.1", InboundParty.ClientsOf("a")).Begin(60 * Mega);
        var second = Claim("10.0.0.1", InboundParty.ClientsOf("a")).Begin(1 * Mega);

        holders[0].Claim.Release(holders[0].Bytes);

        Assert.Equal((false, false), (first.IsCompleted, second.IsCompleted));
        holders[1].Claim.Release(holders[1].Bytes);
        Assert.Null(await first.WaitAsync(Patience));
    }

    [Fact]
    public async Task Release_ManyOfAnotherPartyWaitAtTheSameAddress_GrantsToWhoHasLeast()
    {
        var holders = TakeAll("10.0.0.1", "a");
        for (var i = 0; i < 100; i++)
        {
            Claim("10.0.0.1", InboundParty.ClientsOf("a")).Hold(1 * Mega);
        }

        var granted = Claim("10.0.0.1", InboundParty.ClientsOf("b")).Begin(10 * Mega);
        holders[0].Claim.Release(holders[0].Bytes);

        Assert.Null(await granted.WaitAsync(Patience));
    }

    [Fact]
    public async Task Reserve_NoRoomInTime_IsRefused()
    {
        TakeAll("10.0.0.1", "a");
        var waiting = Claim("10.0.0.1", InboundParty.ClientsOf("a")).Begin(60 * Mega);

        _time.Advance(Patience);

        Assert.Equal(DisconnectReason.InboundMemoryFull, await waiting.WaitAsync(Patience));
        Assert.Equal(0, _memory.WaitingCount);
    }

    [Theory]
    [InlineData(2_000, true, true)]
    [InlineData(2_000, false, false)]
    [InlineData(1_500_000, true, false)]
    public void Tick_HolderOfMuchMoves_IsCutOnlyIfItIsSlowAndOthersWait(int bytesPerSecond, bool othersWait, bool isCut)
    {
        var holder = Claim("10.0.0.1", InboundParty.ClientsOf("a"));
        holder.Hold(60 * Mega);
        var others = TakeAll("10.0.0.2", "b");
        if (othersWait)
        {
            Claim("10.0.0.2", InboundParty.ClientsOf("b")).Hold(60 * Mega);
        }

        Run(seconds: 45, () =>
        {
            holder.Claim.Arrived(bytesPerSecond);
            others.ForEach(static other => other.Claim.Arrived(10_000_000));
        });

        Assert.Equal((isCut, isCut), (holder.Claim.IsCut, holder.Claim.Stopped.IsCancellationRequested));
        Assert.DoesNotContain(others, static other => other.Claim.IsCut);
    }

    [Fact]
    public async Task Tick_SomeAreSlow_CutsTheSlowestAndNoMoreThanIsNeeded()
    {
        var holders = TakeAll("10.0.0.1", "a");
        var waiting = Claim("10.0.0.1", InboundParty.ClientsOf("a"));
        var granted = waiting.Begin(10 * Mega);

        Run(seconds: 15, () =>
        {
            for (var i = 1; i < holders.Count; i++)
            {
                holders[i].Claim.Arrived(100_000 * i);
            }
        });

        Assert.Equal([holders[0]], holders.Where(static holder => holder.Claim.IsCut));
        Assert.Null(await granted.WaitAsync(Patience));
        Assert.False(waiting.Claim.IsCut);
    }

    [Fact]
    public async Task Tick_ManyHoldersOfManyEnvironmentsDribble_GiveWayToOneThatMoves()
    {
        var dribblers = Enumerable.Range(0, 40).Select(i => Claim($"10.0.{i}.1", InboundParty.ClientsOf($"e{i}"))).ToList();
        dribblers.ForEach(static dribbler =>
        {
            for (var i = 0; i < 64; i++)
            {
                dribbler.Hold(1 * Mega);
            }
        });
        var honest = Claim("198.51.100.1", InboundParty.ClientsOf("honest"));
        var granted = honest.Begin(60 * Mega);

        Run(seconds: 15, () => dribblers.ForEach(static dribbler => dribbler.Claim.Arrived(3_000)));

        Assert.Null(await granted.WaitAsync(Patience));
        Assert.Contains(dribblers, static dribbler => dribbler.Claim.IsCut);
    }

    [Fact]
    public async Task Reserve_AllWhoHoldSomethingWait_TheFirstGoesOn()
    {
        // Each holds half of what it needs, so that nobody would ever be done.
        var holders = TakeAll("10.0.0.1", "a");
        var waits = holders.ConvertAll(static holder => holder.Begin(30 * Mega));

        Assert.Null(await waits[0].WaitAsync(Patience));
        Assert.DoesNotContain(waits[1..], static wait => wait.IsCompleted);
        holders[0].Claim.Release(holders[0].Bytes + (30 * Mega));
        Assert.Null(await waits[1].WaitAsync(Patience));
    }

    [Fact]
    public void Tick_CompleteAndBeingHandled_IsNotSlow()
    {
        var holders = TakeAll("10.0.0.1", "a");
        Claim("10.0.0.1", InboundParty.ClientsOf("a")).Hold(10 * Mega);
        holders.ForEach(static holder => holder.Claim.Pause());

        Run(seconds: 30, static () => { });

        Assert.DoesNotContain(holders, static holder => holder.Claim.IsCut);
    }

    [Fact]
    public void Tick_SharesAreMoreThanTheLimit_CutsWhoDoesNotMove()
    {
        var holders = Enumerable.Range(0, (int)(Max / Share) + 10).Select(_ => Claim("10.0.0.1", Strangers)).ToList();
        holders.ForEach(static holder => holder.Hold(Share));

        Run(seconds: 15, () => holders.Skip(10).ToList().ForEach(static holder => holder.Claim.Arrived(2_000)));

        Assert.Equal(holders.Take(10), holders.Where(static holder => holder.Claim.IsCut));
    }

    [Fact]
    public void Tick_AfterTheProcessStoodStill_BlamesNobody()
    {
        var holders = TakeAll("10.0.0.1", "a");
        Claim("10.0.0.1", InboundParty.ClientsOf("a")).Hold(10 * Mega);

        _time.Advance(TimeSpan.FromSeconds(50));
        _memory.Tick();

        Assert.DoesNotContain(holders, static holder => holder.Claim.IsCut);
    }

    [Fact]
    public void Release_Everything_LeavesNothingBehind()
    {
        var holders = TakeAll("10.0.0.1", "a");
        Claim("10.0.0.1", InboundParty.ClientsOf("a")).Hold(60 * Mega);
        _time.Advance(Patience);

        holders.ForEach(static holder => holder.Claim.Release(holder.Bytes));

        Assert.Equal((0, 0, 0, 0), (_memory.UsedBytes, _memory.ShareBytes, _memory.AccountCount, _memory.WaitingCount));
    }

    private void Run(int seconds, Action each)
    {
        for (var i = 0; i < seconds; i++)
        {
            _time.Advance(Step);
            each();
            _memory.Tick();
        }
    }

    private List<Holder> TakeAll(string address, string environment)
    {
        var holders = new List<Holder>();
        while (_memory.WaitingCount == 0)
        {
            var holder = Claim(address, InboundParty.ClientsOf(environment));
            if (_memory.UsedBytes + (32 * Mega) > Max / 2)
            {
                break;
            }

            holder.Hold(32 * Mega);
            holders.Add(holder);
        }

        return holders;
    }

    private Holder Claim(string address, InboundParty party) => new(_memory, AddressPrefix.OfClient(IPAddress.Parse(address)), party);

    private sealed class Holder : IInboundHolder
    {
        public Holder(InboundMemory memory, AddressPrefix address, InboundParty party)
        {
            Address = address;
            Party = party;
            Claim = new InboundClaim(memory, this);
        }

        public InboundClaim Claim { get; }

        public AddressPrefix Address { get; }

        public InboundParty Party { get; }

        public long Bytes { get; private set; }

        public void Hold(long bytes) => _ = Begin(bytes);

        public Task<DisconnectReason?> Begin(long bytes)
        {
            var reserving = Claim.ReserveAsync(bytes, Patience, CancellationToken.None).AsTask();
            Bytes += reserving is { IsCompletedSuccessfully: true, Result: null } ? bytes : 0;
            return reserving;
        }

        // As a transport does that is cut.
        public void OnTooSlow() => Claim.Release(Bytes);
    }
}
