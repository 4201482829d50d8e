using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace RealtimeCluster.SocketIO.WebSockets;

/// <summary>Gives bytes to a socket without waiting and without the asynchronous machinery, which cost more than the copying.</summary>
/// <remarks>
/// Delivering is one small send to each of many sockets whose state is in nobody's cache, so what counts is how many objects each
/// send touches: here the handle alone. Where this is not to be had, or the socket is full, the caller waits the usual way.
/// </remarks>
internal static partial class SocketSend
{
    // <sys/socket.h> of Linux: do not wait, and do not raise SIGPIPE.
    private const int DoNotWait = 0x40;
    private const int NoSignal = 0x4000;

    private static readonly bool IsSupported = OperatingSystem.IsLinux();

    /// <summary>Sends what the socket takes now.</summary>
    /// <param name="socket">The socket's handle.</param>
    /// <param name="bytes">The bytes.</param>
    /// <returns>How many were taken; 0 also when the connection is broken, which an ordinary send then tells.</returns>
    public static int TrySend(SafeSocketHandle socket, ReadOnlySpan<byte> bytes)
    {
        if (!IsSupported || bytes.IsEmpty)
        {
            return 0;
        }

        try
        {
            return (int)Math.Max(0, Send(socket, bytes, (nuint)bytes.Length, DoNotWait | NoSignal));
        }
        catch (ObjectDisposedException)
        {
            return 0;
        }
    }

    [LibraryImport("libc", EntryPoint = "send")]
    private static partial nint Send(SafeSocketHandle socket, ReadOnlySpan<byte> buffer, nuint length, int flags);
}
