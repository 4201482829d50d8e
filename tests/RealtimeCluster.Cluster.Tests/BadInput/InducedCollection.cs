using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace RealtimeCluster.Cluster.Tests.BadInput;

/// <summary>Makes another process of .NET collect its garbage, as its diagnostics port allows to whoever started it.</summary>
/// <remarks>A trace session with the keyword <c>GCHeapCollect</c> begins with a full collection; it is stopped at once.</remarks>
internal static class InducedCollection
{
    private const byte EventPipe = 2;
    private const byte StopTracing = 1;
    private const byte CollectTracing = 2;
    private const ulong CollectKeyword = 0x800000;
    private const uint Informational = 4;
    private const int HeaderBytes = 20;
    private const string Provider = "Microsoft-Windows-DotNETRuntime";

    private static readonly byte[] Magic = "DOTNET_IPC_V1\0"u8.ToArray();

    /// <summary>Has it done.</summary>
    /// <param name="processId">The process.</param>
    /// <param name="cancellationToken">The deadline.</param>
    public static async Task RunAsync(int processId, CancellationToken cancellationToken)
    {
        var path = Directory.GetFiles(Path.GetTempPath(), $"dotnet-diagnostic-{processId}-*-socket").Single();
        var request = new List<byte>();
        AddNumber(request, 1);
        AddNumber(request, 1);
        AddNumber(request, 1);
        request.AddRange(BitConverter.GetBytes(CollectKeyword));
        AddNumber(request, Informational);
        AddNumber(request, (uint)Provider.Length + 1);
        request.AddRange(Encoding.Unicode.GetBytes(Provider + "\0"));
        AddNumber(request, 0);
        using var session = await AskAsync(path, CollectTracing, [.. request], cancellationToken);
        await using var answer = new NetworkStream(session, ownsSocket: false);
        var head = new byte[HeaderBytes + sizeof(ulong)];
        await answer.ReadExactlyAsync(head, cancellationToken);

        // The session writes until it is stopped, and its end is the end of the stream.
        using var stop = await AskAsync(path, StopTracing, head[HeaderBytes..], cancellationToken);
        await answer.CopyToAsync(Stream.Null, cancellationToken);
    }

    private static async Task<Socket> AskAsync(string path, byte command, byte[] payload, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            var size = new byte[sizeof(ushort)];
            BinaryPrimitives.WriteUInt16LittleEndian(size, (ushort)(HeaderBytes + payload.Length));
            await socket.SendAsync((byte[])[.. Magic, .. size, EventPipe, command, 0, 0, .. payload], cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void AddNumber(List<byte> bytes, uint number) => bytes.AddRange(BitConverter.GetBytes(number));
}
