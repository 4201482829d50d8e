using Microsoft.Extensions.Time.Testing;
using RealtimeCluster.Silo.Succession;

namespace RealtimeCluster.Silo.Tests.Succession;

public sealed class MembershipCheckTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly FakeTimeProvider _time = new();
    private readonly FakeTable _table = new();
    private readonly ClusterChanges _changes = TestGatherer.Settled();
    private readonly MembershipCheck _check;

    public MembershipCheckTests() => _check = _table.Check(_changes, _time);

    [Fact]
    public async Task Confirm_TheTableIsWhatThisSiloKnows_IsNoChange()
    {
        await _check.ConfirmAsync().WaitAsync(Deadline);

        Assert.False(_changes.AreGatewaysConcerned);
    }

    [Fact]
    public async Task Confirm_TheTableHasChanged_IsAChangeThatThisSiloHasTakenNoteOf()
    {
        _table.Version = 6;

        await _check.ConfirmAsync().WaitAsync(Deadline);

        Assert.Equal((true, 6), (_changes.AreGatewaysConcerned, _table.Known));
    }

    [Fact]
    public async Task Confirm_TheTableFails_CountsAsAChange()
    {
        _table.Hold = Task.FromException(new IOException());

        await _check.ConfirmAsync().WaitAsync(Deadline);

        Assert.True(_changes.AreGatewaysConcerned);
    }

    [Fact]
    public async Task Confirm_TheTableIsSilent_CountsAsAChangeAfterItsTime()
    {
        _table.Hold = new TaskCompletionSource().Task;
        var confirming = _check.ConfirmAsync();
        while (_table.ReadCount == 0)
        {
            await Task.Yield();
        }

        Assert.False(confirming.IsCompleted);
        _time.Advance(MembershipCheck.Patience);
        await confirming.WaitAsync(Deadline);

        Assert.True(_changes.AreGatewaysConcerned);
    }

    [Fact]
    public async Task Confirm_ReadsThatBeganBefore_DoNotCountAndTheNextOneIsShared()
    {
        var held = new TaskCompletionSource();
        _table.Hold = held.Task;
        var first = _check.ConfirmAsync();
        while (_table.ReadCount == 0)
        {
            await Task.Yield();
        }

        _table.Version = 6;
        var others = Enumerable.Range(0, 1_000).Select(_ => _check.ConfirmAsync()).ToArray();
        held.SetResult();
        await Task.WhenAll([first, .. others]).WaitAsync(Deadline);

        Assert.Equal((true, 2), (_changes.AreGatewaysConcerned, _table.ReadCount));
    }
}
