using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace RealtimeCluster.Gateway.Admin;

/// <summary>Counts the tokens that were tried in vain, by address; who has tried too many is not listened to, whatever he tries next.</summary>
/// <remarks>
/// Addresses share a fixed number of counts, by a hash that differs from process to process, so that memory does not grow with them. Of
/// IPv6 the network counts, which is what one household is given.
/// </remarks>
internal sealed class SignInLimits : IDisposable
{
    private const uint CountCount = 4_096;
    private const int NetworkBytes = 8;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<IPAddress?> _limiter;

    public SignInLimits(IOptions<AdminOptions> options)
    {
        var limit = new FixedWindowRateLimiterOptions { PermitLimit = options.Value.MaxFailedSignIns, Window = Window, QueueLimit = 0 };
        _limiter = PartitionedRateLimiter.Create<IPAddress?, uint>(address => RateLimitPartition.GetFixedWindowLimiter(CountOf(address), _ => limit));
    }

    /// <summary>Whether this address may try a token.</summary>
    public bool MayTry(IPAddress? address)
    {
        using var lease = _limiter.AttemptAcquire(address, permitCount: 0);
        return lease.IsAcquired;
    }

    /// <summary>It tried one in vain.</summary>
    public void Count(IPAddress? address) => _limiter.AttemptAcquire(address).Dispose();

    public void Dispose() => _limiter.Dispose();

    private static uint CountOf(IPAddress? address)
    {
        var hash = default(HashCode);
        if (address is not null)
        {
            var bytes = address.GetAddressBytes();
            hash.AddBytes(address.AddressFamily == AddressFamily.InterNetworkV6 ? bytes.AsSpan(0, NetworkBytes) : bytes);
        }

        return (uint)hash.ToHashCode() % CountCount;
    }
}
