using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace RealtimeCluster.SocketIO.Addresses;

/// <summary>One address or CIDR range of the configuration. IPv4 written as IPv6 is taken as the IPv4 it stands for.</summary>
internal static class AddressRange
{
    private const int MappedPrefixBits = 96;

    /// <summary>Reads an address or CIDR range; bits past the prefix are ignored.</summary>
    public static bool TryParse(string text, out IPNetwork network)
    {
        network = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var host = slash < 0 ? text : text[..slash];

        // IPAddress also reads "10.1" and "[::1]:80"; an allow-list is no place for guesses.
        if (!IPAddress.TryParse(host, out var address) || (address.AddressFamily == AddressFamily.InterNetwork && host.Count(static c => c == '.') != 3)
            || host.AsSpan().IndexOfAny('[', '%') >= 0)
        {
            return false;
        }

        var maxBits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        var bits = maxBits;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out bits) || bits > maxBits))
        {
            return false;
        }

        if (address.IsIPv4MappedToIPv6 && bits >= MappedPrefixBits)
        {
            address = address.MapToIPv4();
            bits -= MappedPrefixBits;
        }

        network = new IPNetwork(Mask(address, bits), bits);
        return true;
    }

    /// <summary>Whether any of the ranges holds an address.</summary>
    public static bool ContainsAny(ReadOnlySpan<IPNetwork> networks, IPAddress address)
    {
        var plain = Normalize(address);
        foreach (var network in networks)
        {
            if (network.Contains(plain))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The IPv4 address that an IPv6 one stands for, else the address without its scope.</summary>
    public static IPAddress Normalize(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
        : address.AddressFamily == AddressFamily.InterNetworkV6 && address.ScopeId != 0 ? new IPAddress(address.GetAddressBytes())
        : address;

    private static IPAddress Mask(IPAddress address, int bits)
    {
        var bytes = address.GetAddressBytes();
        for (var index = 0; index < bytes.Length; index++)
        {
            var kept = Math.Clamp(bits - (index * 8), 0, 8);
            bytes[index] &= (byte)(0xFF << (8 - kept));
        }

        return new IPAddress(bytes);
    }
}
