using RealtimeCluster.Contracts.Revocations;
using RealtimeCluster.Silo.Revocations;

namespace RealtimeCluster.Silo.Tests.Revocations;

public sealed class RevocationLedgerTests
{
    private const long Epoch = 7;
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly RevocationLedger _ledger = new(Epoch, maxCount: 5, maxPerEnvironment: 3);

    [Fact]
    public void After_AVersion_GivesWhatCameSince()
    {
        Add("a");
        var known = _ledger.Version;
        Add("b");
        Add("c");

        Assert.Equal([Item("b"), Item("c")], _ledger.After(known, Now).Items);
        Assert.Equal((1, new RevocationVersion(Epoch, 3)), (_ledger.After(known, Now).After, _ledger.Version));
        Assert.Empty(_ledger.After(_ledger.Version, Now).Items);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(8, 2)]
    public void After_AVersionOfAnotherEpoch_GivesAll(long epoch, long number)
    {
        Add("a");
        Add("b");

        var list = _ledger.After(new RevocationVersion(epoch, number), Now);

        Assert.Equal(0, list.After);
        Assert.Equal([Item("a"), Item("b")], list.Items);
    }

    [Theory]
    [InlineData(30, 1)]
    [InlineData(60, 1)]
    [InlineData(90, 2)]
    public void TryAdd_RevokedAlready_CountsUntilTheLaterEnd(int seconds, long number)
    {
        Assert.True(_ledger.TryAdd(Item("a", 60), Now));

        Assert.True(_ledger.TryAdd(Item("a", seconds), Now));

        Assert.Equal(number, _ledger.Version.Number);
        Assert.Equal([Item("a", Math.Max(60, seconds))], _ledger.After(default, Now).Items);
    }

    [Fact]
    public void TryAdd_Full_TakesNoMoreUntilSomeHaveEnded()
    {
        Assert.True(_ledger.TryAdd(Item("a", 10), Now));
        Add("b");
        Add("c");

        Assert.False(_ledger.TryAdd(Item("d"), Now));
        Assert.True(_ledger.TryAdd(Item("d", environment: "other"), Now));
        Assert.True(_ledger.TryAdd(Item("e", environment: "other"), Now));
        Assert.False(_ledger.TryAdd(Item("f", environment: "third"), Now));
        Assert.True(_ledger.TryAdd(Item("d"), Now.AddSeconds(10)));
        Assert.False(_ledger.TryAdd(Item("f", environment: "third"), Now.AddSeconds(10)));
    }

    [Fact]
    public void Restore_WhatWasStored_GoesOnInItsNumbering()
    {
        Add("a");
        _ledger.TryAdd(Item("b", 10), Now);
        var known = _ledger.Version;

        var restored = RevocationLedger.Restore(_ledger.ToState(Now.AddSeconds(20)), maxCount: 5, maxPerEnvironment: 3);

        Assert.Equal(known, restored.Version);
        Assert.Equal([Item("a")], restored.After(default, Now).Items);
        Assert.True(restored.TryAdd(Item("c"), Now));
        Assert.Equal([Item("c")], restored.After(known, Now).Items);
    }

    private static Revocation Item(string key, int seconds = 60, string environment = "shop") =>
        new(environment, CredentialKind.Session, CredentialDigest.Of(key), Now.AddSeconds(seconds));

    private void Add(string key) => Assert.True(_ledger.TryAdd(Item(key), Now));
}
