using System.Net.WebSockets;
using System.Threading.Channels;

namespace RealtimeCluster.Gateway.Forwarding;

/// <summary>What came on a relayed WebSocket and has not been read yet: one input at a time.</summary>
/// <remarks>One reader. Inputs come one after the other, each possibly repeated; each is done when all of it has been read.</remarks>
internal sealed class RelayInbox
{
    private readonly Channel<object> _items = Channel.CreateUnbounded<object>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Lock _gate = new();
    private long _sequence;
    private int _unread;
    private TaskCompletionSource<bool> _read = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RelayPart? _current;
    private int _offset;

    /// <summary>The status of the client's close frame, once it has been read.</summary>
    public WebSocketCloseStatus? CloseStatus { get; private set; }

    /// <summary>Takes an input unless it is here already. Completes when it has been read; false when it never will be.</summary>
    public Task<bool> AcceptAsync(RelayInput input)
    {
        lock (_gate)
        {
            if (input.Sequence <= _sequence)
            {
                return _read.Task;
            }

            if (input.Sequence != _sequence + 1)
            {
                // What lies between is lost, and the order with it.
                _items.Writer.TryComplete();
                return Task.FromResult(false);
            }

            _sequence = input.Sequence;
            _unread = input.Parts.Length + (input.End is null ? 0 : 1);
            _read = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            foreach (var part in input.Parts)
            {
                if (!_items.Writer.TryWrite(part))
                {
                    _read.TrySetResult(false);
                }
            }

            if (input.End is not null && !_items.Writer.TryWrite(input.End))
            {
                _read.TrySetResult(false);
            }

            return _read.Task;
        }
    }

    /// <summary>Reads as <see cref="System.Net.WebSockets.WebSocket.ReceiveAsync(Memory{byte}, CancellationToken)"/> does.</summary>
    public async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer)
    {
        if (_current is null)
        {
            object item;
            try
            {
                item = await _items.Reader.ReadAsync().ConfigureAwait(false);
            }
            catch (ChannelClosedException exception)
            {
                throw new WebSocketException(WebSocketError.ConnectionClosedPrematurely, exception);
            }

            if (item is RelayEnd end)
            {
                return End(end);
            }

            _current = (RelayPart)item;
            _offset = 0;
        }

        var part = _current;
        var count = Math.Min(buffer.Length, part.Bytes.Length - _offset);
        part.Bytes.AsMemory(_offset, count).CopyTo(buffer);
        _offset += count;
        var isRead = _offset == part.Bytes.Length;
        if (isRead)
        {
            _current = null;
            OnRead();
        }

        return new ValueWebSocketReceiveResult(
            count,
            part.IsBinary ? WebSocketMessageType.Binary : WebSocketMessageType.Text,
            isRead && part.IsEnd);
    }

    /// <summary>Nothing more comes, and nobody reads any more.</summary>
    public void Fail()
    {
        lock (_gate)
        {
            _items.Writer.TryComplete();
            _read.TrySetResult(false);
        }
    }

    private ValueWebSocketReceiveResult End(RelayEnd end)
    {
        OnRead();
        if (!end.IsClosed)
        {
            throw new WebSocketException(WebSocketError.ConnectionClosedPrematurely);
        }

        CloseStatus = (WebSocketCloseStatus?)end.CloseStatus;
        return new ValueWebSocketReceiveResult(0, WebSocketMessageType.Close, endOfMessage: true);
    }

    private void OnRead()
    {
        lock (_gate)
        {
            if (--_unread == 0)
            {
                _read.TrySetResult(true);
            }
        }
    }
}
