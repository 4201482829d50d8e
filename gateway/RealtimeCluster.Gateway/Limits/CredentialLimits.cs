using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeCluster.Gateway.Diagnostics;
using RealtimeCluster.SocketIO.Addresses;

namespace RealtimeCluster.Gateway.Limits;

/// <summary>Stands before every comparison of a credential: an address that showed too many wrong ones is not listened to for the rest of a window.</summary>
/// <remarks>
/// One for all doors, so that what is refused at one cannot be tried at another. As nothing is compared, a guesser does not learn
/// that the last guess was right. A credential that was right from the same address lately is compared all the same, up to ten times as
/// many wrong ones, so that nobody easily locks those out who share an address. Thread-safe, with memory that does not grow with the number of addresses.
/// </remarks>
public sealed partial class CredentialLimits
{
    internal const int AddressCount = 65_536;
    internal const int NetworkCount = 16_384;
    private const int MaxProven = 50_000;

    // So many times as many wrong ones end even the trust in those that were right: however many share an address, guessing is bounded.
    private const int ProvenFactor = 10;

    // What an address that is not known counts by.
    private static readonly IPAddress Unknown = IPAddress.None;

    private static readonly string[] DoorNames = ["connect", "server_api", "get_members", "admin"];

    private readonly FailureCounts _addresses = new(AddressCount);
    private readonly FailureCounts _networks = new(NetworkCount);
    private readonly ProvenCredentials _proven;
    private readonly CredentialOptions _options;
    private readonly GatewayMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<CredentialLimits> _logger;
    private readonly long _start;
    private long _toldOf = -1;

    /// <summary>Creates the limits.</summary>
    /// <param name="options">How many wrong ones are listened to.</param>
    /// <param name="metrics">The gateway's instruments.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    public CredentialLimits(IOptions<CredentialOptions> options, GatewayMetrics metrics, TimeProvider time, ILogger<CredentialLimits> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        _options = options.Value;
        _metrics = metrics;
        _time = time;
        _logger = logger;
        _start = time.GetTimestamp();
        _proven = new ProvenCredentials(_options.Window * 10, MaxProven, time);
    }

    private uint Window => (uint)(_time.GetElapsedTime(_start) / _options.Window);

    /// <summary>Whether a credential from this address is to be looked at.</summary>
    /// <param name="door">Where it was shown.</param>
    /// <param name="address">The client's address.</param>
    /// <param name="credential">The credential.</param>
    internal bool MayTry(CredentialDoor door, IPAddress? address, string credential)
    {
        var known = address ?? Unknown;
        var client = AddressPrefix.OfClient(known);
        var window = Window;
        if (IsBelow(client, known, window, 1) || (IsBelow(client, known, window, ProvenFactor) && _proven.Contains(client, credential)))
        {
            return true;
        }

        // What one address tries in vain without being heard is not its network's.
        if (_addresses.Add(client, window, 1) <= _options.MaxFailuresPerAddress)
        {
            _networks.Add(AddressPrefix.OfNetwork(known), window, 1);
        }

        _metrics.CredentialRefused(DoorNames[(int)door], "unheard");
        return false;
    }

    /// <summary>The credential was wrong.</summary>
    /// <param name="door">Where it was shown.</param>
    /// <param name="address">The client's address.</param>
    /// <param name="share">The part of what an address may fail that this was: one of so many.</param>
    internal void Failed(CredentialDoor door, IPAddress? address, int? share = null)
    {
        _metrics.CredentialRefused(DoorNames[(int)door], "wrong");
        var known = address ?? Unknown;
        var window = Window;
        var failures = share is { } parts ? Math.Max(1, (_options.MaxFailuresPerAddress + parts - 1) / parts) : 1;
        var count = _addresses.Add(AddressPrefix.OfClient(known), window, failures);
        _networks.Add(AddressPrefix.OfNetwork(known), window, failures);

        // Once a window: whoever has many addresses must not fill the log with them.
        if (count >= _options.MaxFailuresPerAddress && Interlocked.Exchange(ref _toldOf, window) != window)
        {
            Log.TooManyFailures(_logger, address, DoorNames[(int)door], _options.Window);
        }
    }

    /// <summary>The credential was right.</summary>
    /// <param name="address">The client's address.</param>
    /// <param name="credential">The credential.</param>
    internal void Succeeded(IPAddress? address, string credential) => _proven.Add(AddressPrefix.OfClient(address ?? Unknown), credential);

    private bool IsBelow(AddressPrefix client, IPAddress address, uint window, int factor) =>
        _addresses.Read(client, window) < (long)_options.MaxFailuresPerAddress * factor
        && _networks.Read(AddressPrefix.OfNetwork(address), window) < (long)_options.MaxFailuresPerNetwork * factor;
}
