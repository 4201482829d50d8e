using System.Globalization;
using RealtimeCluster.Chaos.Network;

namespace RealtimeCluster.Chaos.Strangers;

/// <summary>Joins and leaves ever new channels, and sends to others that nobody is in, without waiting for answers.</summary>
internal sealed class ChannelFloods(StrangerPlace place, StrangerCounts counts) : Stranger(place, counts)
{
    private long _last;

    protected override async Task ActAsync(Gateway gateway, CancellationToken cancellationToken)
    {
        await using var socket = await StrangerSocket.OpenAsync(gateway, Place, Counts, isLetIn: true, cancellationToken);
        while (!socket.Ended.IsCompleted)
        {
            var channel = string.Create(CultureInfo.InvariantCulture, $"flood-{Place.Number}-{++_last}");
            Func<long, byte[]>[] acts =
            [
                id => StrangerFrames.Join(id, channel, rewind: 0),
                id => StrangerFrames.Leave(id, channel),
                id => StrangerFrames.Message(id, channel + "-of-nobody", "m"),
            ];
            foreach (var act in acts)
            {
                socket.Send(act);
                await Task.Delay(Pace, cancellationToken);
            }
        }
    }
}
