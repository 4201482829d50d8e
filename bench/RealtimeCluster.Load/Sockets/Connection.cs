using System.Net.Sockets;
using RealtimeCluster.Load.Measuring;

namespace RealtimeCluster.Load.Sockets;

/// <summary>One client connection: its socket, what of it is half received or half sent, and what it has seen of its channel.</summary>
/// <remarks>It owns buffers only while something is incomplete, so that many idle connections cost next to nothing.</remarks>
internal sealed class Connection(int index, int channelIndex, string channel, TargetUrl url)
{
    private DeliveryLedger _ledger;

    public int Index => index;

    public int ChannelIndex => channelIndex;

    public string Channel => channel;

    public TargetUrl Url => url;

    public ConnectionState State { get; set; }

    /// <summary>The id the server gave, in UTF-8; empty for protocols without one.</summary>
    public byte[] ServerId { get; set; } = [];

    public ref DeliveryLedger Ledger => ref _ledger;

    public Socket? Socket { get; set; }

    /// <summary>How much the kernel may receive ahead of the reader; 0 for as much as it likes.</summary>
    public int ReceiveBufferBytes { get; init; }

    /// <summary>Whether it reads what comes.</summary>
    public bool IsReading { get; set; } = true;

    /// <summary>The bytes of a frame or response head that is not complete.</summary>
    public PartialBytes Received { get; } = new();

    /// <summary>The payloads of a message whose last fragment has not come.</summary>
    public PartialBytes Fragments { get; } = new();

    /// <summary>What the socket did not take.</summary>
    public PartialBytes Unsent { get; } = new();

    public bool IsOpen => State is not (ConnectionState.Unopened or ConnectionState.Failed);

    /// <summary>Forgets the last life of this connection.</summary>
    public void Reset(ConnectionState state)
    {
        Socket?.Dispose();
        Socket = null;
        State = state;
        IsReading = true;
        Received.Clear();
        Fragments.Clear();
        Unsent.Clear();
    }
}
