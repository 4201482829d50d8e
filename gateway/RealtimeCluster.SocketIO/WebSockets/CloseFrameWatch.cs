namespace RealtimeCluster.SocketIO.WebSockets;

/// <summary>Follows the frames of a client while somebody else reads them, to learn whether its close frame says anything.</summary>
/// <remarks>The framework's WebSocket reports an empty close frame as one with status 1000, which is not what the client sent.</remarks>
internal struct CloseFrameWatch
{
    private long _length;
    private long _unread;
    private int _headBytes;
    private int _lengthEnd;
    private int _position;
    private int _opcode;
    private bool _hasSeenClose;

    /// <summary>Whether a close frame has come, and it was empty. What follows a close frame does not count.</summary>
    public bool HasSeenEmptyClose { get; private set; }

    /// <summary>Takes note of the bytes that were read next.</summary>
    /// <param name="bytes">The bytes, still masked.</param>
    public void OnRead(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && !_hasSeenClose)
        {
            if (_unread > 0)
            {
                var count = (int)Math.Min(_unread, bytes.Length);
                _unread -= count;
                bytes = bytes[count..];
            }
            else
            {
                OnHead(bytes[0]);
                bytes = bytes[1..];
            }
        }
    }

    private void OnHead(byte next)
    {
        var position = _position++;
        if (position == 0)
        {
            _opcode = next & 0x0F;
            return;
        }

        if (position == 1)
        {
            var code = next & 0x7F;
            _lengthEnd = code switch { 126 => 4, 127 => 10, _ => 2 };
            _length = _lengthEnd == 2 ? code : 0;
            _headBytes = _lengthEnd + ((next & 0x80) != 0 ? 4 : 0);
        }
        else if (position < _lengthEnd)
        {
            _length = (_length << 8) | next;
        }

        if (_position == _headBytes)
        {
            _hasSeenClose = _opcode == ClientFrame.Close;
            HasSeenEmptyClose = _hasSeenClose && _length == 0;
            _unread = _length;
            _position = 0;
        }
    }
}
