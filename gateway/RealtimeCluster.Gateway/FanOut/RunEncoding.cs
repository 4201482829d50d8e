using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.FanOut;

/// <summary>A run of events as one kind of receivers sees it: each event when asked for, and all of them in as few pieces as their size allows.</summary>
/// <param name="count">How many events the run has.</param>
/// <param name="encode">Makes the message of one event.</param>
internal sealed class RunEncoding(int count, Func<int, OutboundMessage> encode)
{
    /// <summary>
    /// Bytes at which a piece is full: what waits for a client is bounded by pieces, and the newest one is always taken.
    /// </summary>
    private const int MaxPieceBytes = 64 * 1024;

    private readonly OutboundMessage?[] _messages = new OutboundMessage?[count];
    private List<OutboundMessage>? _pieces;

    /// <summary>The whole run.</summary>
    public List<OutboundMessage> Pieces => _pieces ??= PutTogether();

    /// <summary>One event.</summary>
    public OutboundMessage Get(int index) => _messages[index] ??= encode(index);

    private List<OutboundMessage> PutTogether()
    {
        var pieces = new List<OutboundMessage>(1);
        var start = 0;
        while (start < count)
        {
            var end = start;
            var bytes = 0;
            while (end < count && (end == start || (bytes + Get(end).SizeBytes <= MaxPieceBytes && !Get(end).IsShared && !Get(start).IsShared)))
            {
                bytes += Get(end++).SizeBytes;
            }

            pieces.Add(end - start == 1 ? Get(start) : OutboundMessage.Combine(_messages[start..end]!, bytes));
            start = end;
        }

        return pieces;
    }
}
