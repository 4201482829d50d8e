using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using RealtimeCluster.Gateway.Diagnostics;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Limits;

/// <summary>Lets clients in: so many at once, so many a second, the rest in the order of coming.</summary>
/// <remarks>
/// When thousands come at once, those who are worked on finish soon and the others wait, instead of all timing out together. Who
/// finds <see cref="AdmissionOptions.MaxWaiting"/> before it is turned away: at the handshake, and at the connect if it got that far.
/// Thread-safe.
/// </remarks>
internal sealed class ConnectAdmission : IHandshakeGate, IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly ConcurrencyLimiter _concurrency;
    private readonly TokenBucketRateLimiter? _rate;
    private readonly AdmissionOptions _options;
    private readonly GatewayMetrics _metrics;
    private int _waiting;

    public ConnectAdmission(IOptions<AdmissionOptions> options, GatewayMetrics metrics)
    {
        _options = options.Value;
        _metrics = metrics;

        // The gate looks at handshakes, but who waits are connects: of sessions that passed it together, too many may come here.
        _concurrency = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = _options.MaxConcurrent, QueueLimit = _options.MaxWaiting });
        _rate = _options.MaxPerSecond == 0 ? null : new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokenLimit = _options.MaxPerSecond,
            TokensPerPeriod = Math.Max(1, _options.MaxPerSecond / 20),
            ReplenishmentPeriod = _options.MaxPerSecond < 20 ? TimeSpan.FromSeconds(1.0 / _options.MaxPerSecond) : TimeSpan.FromMilliseconds(50),
            QueueLimit = _options.MaxWaiting,
        });
    }

    /// <inheritdoc />
    public TimeSpan? RetryAfter
    {
        get
        {
            var waiting = Volatile.Read(ref _waiting);
            if (waiting < _options.MaxWaiting)
            {
                return null;
            }

            // As if each took a second.
            var perSecond = _options.MaxPerSecond == 0 ? _options.MaxConcurrent : Math.Min(_options.MaxPerSecond, _options.MaxConcurrent);
            var delay = TimeSpan.FromSeconds(1 + (waiting / perSecond));
            _metrics.ConnectionRefused("no_room");
            return delay < Longest ? delay : Longest;
        }
    }

    /// <summary>Waits until a client is let in, or turns it away at once if too many wait.</summary>
    /// <param name="cancellationToken">Cancelled when the client is gone.</param>
    /// <returns>Its place, to be disposed of when the client is in; <see langword="null"/> when there is no room, which is counted.</returns>
    public async ValueTask<IDisposable?> EnterAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _waiting);
        _metrics.AdmissionWaiting(1);
        try
        {
            if (await TryPassAsync(cancellationToken))
            {
                var place = await _concurrency.AcquireAsync(1, cancellationToken);
                if (place.IsAcquired)
                {
                    return place;
                }

                place.Dispose();
            }

            _metrics.ConnectionRefused("no_room");
            return null;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
            _metrics.AdmissionWaiting(-1);
        }
    }

    private async ValueTask<bool> TryPassAsync(CancellationToken cancellationToken)
    {
        if (_rate is null)
        {
            return true;
        }

        using var token = await _rate.AcquireAsync(1, cancellationToken);
        return token.IsAcquired;
    }

    public void Dispose()
    {
        _concurrency.Dispose();
        _rate?.Dispose();
    }
}
