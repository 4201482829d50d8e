using System.Diagnostics;
using System.Net.Sockets;
using System.Threading.Channels;

namespace RealtimeCluster.Chaos.Network;

/// <summary>Moves bytes from one socket to another, each piece after a delay of its own, in order; what follows need not wait for what is delayed.</summary>
/// <param name="delay">How long.</param>
internal sealed class DelayedPump(AnswerDelay delay)
{
    // Of 16 KiB each.
    private const int MaxPieces = 4096;

    /// <summary>Moves bytes until one of the sockets ends.</summary>
    /// <param name="from">Where they come from.</param>
    /// <param name="to">Where they go.</param>
    /// <param name="stop">Ends it.</param>
    public async Task RunAsync(Socket from, Socket to, CancellationToken stop)
    {
        var pieces = Channel.CreateBounded<(byte[] Bytes, TimeSpan Release)>(MaxPieces);
        var sending = SendAsync(pieces.Reader, to, stop);
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, stop) is > 0 and var count)
            {
                await pieces.Writer.WriteAsync((buffer[..count], delay.Release(Now)), stop);
            }
        }
        finally
        {
            pieces.Writer.Complete();
            await sending;
        }
    }

    private static TimeSpan Now => Stopwatch.GetElapsedTime(0);

    private static async Task SendAsync(ChannelReader<(byte[] Bytes, TimeSpan Release)> pieces, Socket to, CancellationToken stop)
    {
        await foreach (var (bytes, release) in pieces.ReadAllAsync(stop))
        {
            if (release - Now is var left && left > TimeSpan.Zero)
            {
                await Task.Delay(left, stop);
            }

            for (var sent = 0; sent < bytes.Length;)
            {
                sent += await to.SendAsync(bytes.AsMemory(sent), stop);
            }
        }
    }
}
