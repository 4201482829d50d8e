using System.Diagnostics;
using System.Globalization;
using RealtimeCluster.Chaos.Network;

namespace RealtimeCluster.Chaos.Strangers;

/// <summary>Fills a channel of its own with as much as one keeps, and joins it with a rewind of all and leaves, in a loop; comes again as somebody else when that is refused.</summary>
internal sealed class RewindLoops(StrangerPlace place, StrangerCounts counts) : Stranger(place, counts)
{
    private const int MessageCount = 100;
    private const int MaxRefusals = 25;
    private static readonly TimeSpan FillEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RefusedPause = TimeSpan.FromMilliseconds(200);
    private static readonly string Filling = new('m', 40_000);

    private readonly string _channel = string.Create(CultureInfo.InvariantCulture, $"rewind-{place.Number}");
    private long? _filledAt;

    protected override async Task ActAsync(Gateway gateway, CancellationToken cancellationToken)
    {
        await using var socket = await StrangerSocket.OpenAsync(gateway, Place, Counts, isLetIn: true, cancellationToken);
        if (_filledAt is not { } filledAt || Stopwatch.GetElapsedTime(filledAt) > FillEvery)
        {
            await FillAsync(socket, cancellationToken);
            _filledAt = Stopwatch.GetTimestamp();
        }

        for (var refusals = 0; refusals < MaxRefusals && !socket.Ended.IsCompleted;)
        {
            if (await socket.AskAsync(id => StrangerFrames.Join(id, _channel, MessageCount), cancellationToken))
            {
                await Task.Delay(Pace, cancellationToken);
                await socket.AskAsync(id => StrangerFrames.Leave(id, _channel), cancellationToken);
            }
            else
            {
                refusals++;
                await Task.Delay(RefusedPause, cancellationToken);
            }

            await Task.Delay(Pace, cancellationToken);
        }
    }

    // What is refused is sent again, so that the channel becomes full in the end.
    private async Task FillAsync(StrangerSocket socket, CancellationToken cancellationToken)
    {
        for (var (sent, refusals) = (0, 0); sent < MessageCount && refusals < MaxRefusals;)
        {
            if (await socket.AskAsync(id => StrangerFrames.Message(id, _channel, Filling), cancellationToken))
            {
                sent++;
            }
            else
            {
                refusals++;
                await Task.Delay(RefusedPause, cancellationToken);
            }

            await Task.Delay(Pace, cancellationToken);
        }
    }
}
