using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace RealtimeCluster.SocketIO.Addresses;

/// <summary>The part of an address that limits count by: whoever has one such part has all addresses below it.</summary>
/// <param name="Bits">Its bits, the first of the address on top.</param>
/// <param name="Length">How many of them count.</param>
/// <param name="IsV6">Whether they are of an IPv6 address.</param>
internal readonly record struct AddressPrefix(ulong Bits, byte Length, bool IsV6)
{
    private const int ClientLengthV6 = 64;
    private const int NetworkLengthV4 = 24;
    private const int NetworkLengthV6 = 48;

    /// <summary>What one client or household is given: an IPv4 address, of IPv6 the first 64 bits.</summary>
    /// <param name="address">The address.</param>
    public static AddressPrefix OfClient(IPAddress address) => Read(address, 32, ClientLengthV6);

    /// <summary>What one site is given: the first 24 bits of an IPv4 address, of IPv6 the first 48.</summary>
    /// <param name="address">The address.</param>
    public static AddressPrefix OfNetwork(IPAddress address) => Read(address, NetworkLengthV4, NetworkLengthV6);

    /// <inheritdoc/>
    public override string ToString() => $"{(IsV6 ? "v6" : "v4")}:{Bits:x16}/{Length}";

    private static AddressPrefix Read(IPAddress address, byte lengthV4, byte lengthV6)
    {
        Span<byte> bytes = stackalloc byte[16];
        var plain = AddressRange.Normalize(address);
        var isV6 = plain.AddressFamily == AddressFamily.InterNetworkV6;
        plain.TryWriteBytes(bytes, out _);
        var length = isV6 ? lengthV6 : lengthV4;
        return new AddressPrefix(BinaryPrimitives.ReadUInt64BigEndian(bytes) & (ulong.MaxValue << (64 - length)), length, isV6);
    }
}
