namespace RealtimeCluster.Gateway.Forwarding;

/// <summary>A client's request at another gateway, as its owner holds it: given up when that gateway falls silent.</summary>
internal abstract class LeasedRequest(SiloAddress edge, TimeSpan lease, TimeProvider timeProvider) : IDisposable
{
    private readonly CancellationTokenSource _lease = new(lease, timeProvider);

    /// <summary>The gateway that has the client's request.</summary>
    public SiloAddress Edge { get; } = edge;

    /// <summary>Cancelled when the request is lost.</summary>
    public CancellationToken Lost => _lease.Token;

    /// <summary>That gateway has asked again.</summary>
    public void Renew() => _lease.CancelAfter(lease);

    /// <summary>The request is lost.</summary>
    public void Lose() => _lease.Cancel();

    /// <summary>Stops the clock of the lease. Late calls about the request do no harm.</summary>
    public void Dispose() => _lease.CancelAfter(Timeout.InfiniteTimeSpan);
}
