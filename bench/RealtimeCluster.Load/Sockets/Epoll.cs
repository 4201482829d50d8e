using System.Buffers.Binary;
using System.ComponentModel;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace RealtimeCluster.Load.Sockets;

/// <summary>Tells which of many sockets are ready, on the caller's thread.</summary>
/// <remarks>
/// The asynchronous sockets of .NET cost a second read and a lock for each message; a generator that must keep up with a server on
/// one core cannot pay that. Linux only, as are the process figures.
/// </remarks>
internal sealed unsafe partial class Epoll : IDisposable
{
    public const uint Readable = 0x1;
    public const uint Writable = 0x4;
    public const uint Failed = 0x8 | 0x10;

    private const int MaxEvents = 512;
    private const int Add = 1;
    private const int Modify = 3;
    private const int InProgress = 115;
    private const int Interrupted = 4;

    // struct epoll_event is packed on x86-64 and naturally aligned elsewhere.
    private static readonly int EventBytes = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;

    private readonly int _handle;
    private readonly byte[] _events = new byte[MaxEvents * 16];

    public Epoll()
    {
        _handle = EpollCreate(0);
        ThrowIfNegative(_handle);
    }

    /// <summary>Starts watching a socket.</summary>
    public void Watch(Socket socket, uint events, int key) => Control(Add, socket, events, key);

    /// <summary>Changes what a socket is watched for.</summary>
    public void Rewatch(Socket socket, uint events, int key) => Control(Modify, socket, events, key);

    /// <summary>Waits until sockets are ready and returns how many.</summary>
    public int Wait(TimeSpan timeout)
    {
        fixed (byte* events = _events)
        {
            var count = EpollWait(_handle, events, MaxEvents, (int)timeout.TotalMilliseconds);
            if (count < 0 && Marshal.GetLastPInvokeError() != Interrupted)
            {
                ThrowIfNegative(count);
            }

            return Math.Max(count, 0);
        }
    }

    /// <summary>One of the sockets that the last wait found.</summary>
    public (int Key, uint Events) Ready(int index)
    {
        var entry = _events.AsSpan(index * EventBytes, EventBytes);
        return (BinaryPrimitives.ReadInt32LittleEndian(entry[(EventBytes - 8)..]), BinaryPrimitives.ReadUInt32LittleEndian(entry));
    }

    /// <summary>Starts a connect without waiting for it and without an exception for each that takes its time.</summary>
    public static bool TryConnect(Socket socket, SocketAddress address)
    {
        fixed (byte* bytes = address.Buffer.Span)
        {
            return Connect((int)socket.Handle, bytes, address.Size) == 0 || Marshal.GetLastPInvokeError() == InProgress;
        }
    }

    public void Dispose() => _ = Close(_handle);

    private void Control(int operation, Socket socket, uint events, int key)
    {
        Span<byte> entry = stackalloc byte[16];
        entry.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(entry, events);
        BinaryPrimitives.WriteInt32LittleEndian(entry[(EventBytes - 8)..], key);
        fixed (byte* pointer = entry)
        {
            ThrowIfNegative(EpollControl(_handle, operation, (int)socket.Handle, pointer));
        }
    }

    private static void ThrowIfNegative(int result)
    {
        if (result < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int EpollControl(int handle, int operation, int socket, byte* entry);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int EpollWait(int handle, byte* events, int maxEvents, int timeout);

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    private static partial int Connect(int socket, byte* address, int length);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}
