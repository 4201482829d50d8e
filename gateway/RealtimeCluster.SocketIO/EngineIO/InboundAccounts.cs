namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>The accounts of <see cref="InboundMemory"/> by whose they are. Guarded by the memory's lock.</summary>
internal sealed class InboundAccounts<TKey>
    where TKey : notnull
{
    private readonly Dictionary<TKey, InboundAccount> _accounts = [];

    public int Count => _accounts.Count;

    /// <summary>The account of one more claim.</summary>
    public InboundAccount Enter(TKey key)
    {
        if (!_accounts.TryGetValue(key, out var account))
        {
            _accounts[key] = account = new InboundAccount();
        }

        account.ClaimCount++;
        return account;
    }

    /// <summary>A claim holds nothing any more; the account goes with the last one.</summary>
    public void Leave(TKey key, InboundAccount account)
    {
        if (--account.ClaimCount == 0)
        {
            _accounts.Remove(key);
        }
    }
}
