using System.Net;
using RealtimeCluster.SocketIO.Addresses;

namespace RealtimeCluster.Gateway.Admin;

/// <summary>
/// The sign-ins whose body has not come yet: so many from one address, so many in all. One more is never turned away; it ends the one
/// that has been slow for longest, so that nobody who holds sign-ins open locks out others. Thread-safe.
/// </summary>
internal sealed class PendingSignIns
{
    internal const int MaxPerAddress = 8;
    internal const int MaxCount = 64;

    private readonly Lock _gate = new();
    private readonly LinkedList<Pending> _pending = new();

    /// <summary>Counts a sign-in until it is disposed of.</summary>
    /// <param name="address">The client's address.</param>
    public Pending Begin(IPAddress? address)
    {
        var pending = new Pending(this, AddressPrefix.OfClient(address ?? IPAddress.None));
        Pending? slowest;
        lock (_gate)
        {
            slowest = FindSurplus(pending.Client);
            if (slowest is not null)
            {
                _pending.Remove(slowest.Node);
            }

            _pending.AddLast(pending.Node);
        }

        slowest?.End();
        return pending;
    }

    private Pending? FindSurplus(AddressPrefix client)
    {
        Pending? first = null;
        var count = 0;
        foreach (var pending in _pending)
        {
            if (pending.Client == client)
            {
                first ??= pending;
                count++;
            }
        }

        return count >= MaxPerAddress ? first : _pending.Count >= MaxCount ? _pending.First!.Value : null;
    }

    private void Remove(Pending pending)
    {
        lock (_gate)
        {
            if (pending.Node.List is not null)
            {
                _pending.Remove(pending.Node);
            }
        }
    }

    /// <summary>One sign-in whose body is being read.</summary>
    internal sealed class Pending : IDisposable
    {
        private readonly PendingSignIns _all;

        // Not disposed of, as another sign-in may be about to cancel it; without a timer it holds nothing.
        private readonly CancellationTokenSource _ended = new();

        public Pending(PendingSignIns all, AddressPrefix client)
        {
            _all = all;
            Client = client;
            Node = new LinkedListNode<Pending>(this);
        }

        /// <summary>Whose it is.</summary>
        public AddressPrefix Client { get; }

        /// <summary>Its place among the others.</summary>
        public LinkedListNode<Pending> Node { get; }

        /// <summary>Cancelled when others had to go before it.</summary>
        public CancellationToken Ended => _ended.Token;

        public void End() => _ended.Cancel();

        public void Dispose() => _all.Remove(this);
    }
}
