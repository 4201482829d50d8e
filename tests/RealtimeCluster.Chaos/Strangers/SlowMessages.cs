using System.Buffers.Binary;
using RealtimeCluster.Chaos.Network;

namespace RealtimeCluster.Chaos.Strangers;

/// <summary>
/// Announces a large message and sends first so much of it that the server has to set memory aside, and then a few KB a second. Every other time it does so before it is let in.
/// </summary>
internal sealed class SlowMessages(StrangerPlace place, StrangerCounts counts) : Stranger(place, counts)
{
    private const int MessageBytes = 60_000_000;

    // Just above a power of two, where a buffer that grows has doubled.
    private const int BeginningBytes = 34 * 1024 * 1024;
    private const int DripBytes = 4 * 1024;
    private static readonly TimeSpan DripEvery = TimeSpan.FromSeconds(1);
    private static readonly byte[] Filling = [.. Enumerable.Repeat((byte)'4', 64 * 1024)];

    private bool _isLetIn = place.Number % 2 == 0;

    protected override async Task ActAsync(Gateway gateway, CancellationToken cancellationToken)
    {
        _isLetIn = !_isLetIn;
        using var line = await StrangerLine.OpenAsync(gateway, Place, cancellationToken);
        var answer = await line.AskAsync(StrangerFrames.Upgrade(gateway), cancellationToken);
        if (!answer.StartsWith("HTTP/1.1 101", StringComparison.Ordinal))
        {
            Counts.Answer(StrangerLine.StatusOf(answer));
            return;
        }

        Counts.Act();
        if (_isLetIn)
        {
            await line.SendAsync((byte[])[.. Header(StrangerFrames.Connect.Length), .. StrangerFrames.Connect], cancellationToken);
        }

        await line.SendAsync(Header(MessageBytes), cancellationToken);
        try
        {
            for (var sent = 0; sent < BeginningBytes; sent += Filling.Length)
            {
                await line.SendAsync(Filling, cancellationToken);
                await Task.Delay(Pace, cancellationToken);
            }

            await line.DripAsync(Filling.AsMemory(0, DripBytes), DripEvery, cancellationToken);
        }
        finally
        {
            if (!cancellationToken.IsCancellationRequested)
            {
                Counts.Close();
            }
        }
    }

    // A text frame, masked with zeros.
    private static byte[] Header(int length)
    {
        var header = new byte[14];
        header[0] = 0x81;
        header[1] = 0xff;
        BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(2), length);
        return header;
    }
}
