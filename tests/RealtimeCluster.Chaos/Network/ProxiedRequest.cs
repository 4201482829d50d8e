using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace RealtimeCluster.Chaos.Network;

/// <summary>One HTTP request as a proxy read it: whole, and as it is passed on.</summary>
/// <param name="Kind">What it asks for.</param>
/// <param name="Bytes">Its head and body. Unless it is an upgrade it says <c>Connection: close</c>, so that its answer ends with the connection.</param>
internal sealed record ProxiedRequest(RequestKind Kind, byte[] Bytes)
{
    // Both are more than any client of a run sends.
    private const int MaxHeadBytes = 32 * 1024;
    private const int MaxBodyBytes = 4 * 1024 * 1024;

    /// <summary>Reads one; null if the client ended first, or what it sent is no request that is understood here.</summary>
    /// <param name="client">From whom.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public static async Task<ProxiedRequest?> ReadAsync(Socket client, CancellationToken cancellationToken)
    {
        var read = new byte[MaxHeadBytes];
        var (count, headEnd) = (0, -1);
        while (headEnd < 0)
        {
            if (count == read.Length || await client.ReceiveAsync(read.AsMemory(count), cancellationToken) is not (> 0 and var received))
            {
                return null;
            }

            count += received;
            headEnd = read.AsSpan(0, count).IndexOf("\r\n\r\n"u8);
        }

        var lines = Encoding.Latin1.GetString(read, 0, headEnd).Split("\r\n");
        var bodyStart = headEnd + 4;
        var isUpgrade = ValueOf(lines, "Upgrade").Equals("websocket", StringComparison.OrdinalIgnoreCase);
        var length = ValueOf(lines, "Content-Length");
        var bodyCount = 0;
        if (length.Length > 0 && (!int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out bodyCount) || bodyCount > MaxBodyBytes))
        {
            return null;
        }

        string[] passed = isUpgrade ? lines : [.. lines.Where(static line => !line.StartsWith("Connection:", StringComparison.OrdinalIgnoreCase)), "Connection: close"];
        var head = Encoding.Latin1.GetBytes(string.Join("\r\n", passed) + "\r\n\r\n");

        // What follows an upgrade's head already belongs to the WebSocket.
        var bytes = new byte[head.Length + Math.Max(bodyCount, count - bodyStart)];
        head.CopyTo(bytes, 0);
        read.AsSpan(bodyStart, count - bodyStart).CopyTo(bytes.AsSpan(head.Length));
        for (var filled = head.Length + count - bodyStart; filled < bytes.Length;)
        {
            if (await client.ReceiveAsync(bytes.AsMemory(filled), cancellationToken) is not (> 0 and var received))
            {
                return null;
            }

            filled += received;
        }

        return new ProxiedRequest(isUpgrade ? RequestKind.Upgrade : lines[0].StartsWith("POST ", StringComparison.Ordinal) ? RequestKind.Post : RequestKind.Poll, bytes);
    }

    private static string ValueOf(string[] lines, string name) => lines
        .Skip(1)
        .Select(static line => line.Split(':', 2))
        .FirstOrDefault(parts => parts.Length == 2 && parts[0].Equals(name, StringComparison.OrdinalIgnoreCase))?[1].Trim() ?? string.Empty;
}
