using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace RealtimeCluster.Cluster.Tests.BadInput;

/// <summary>Reads no more of what a server sends than is asked for: the statuses of answers, and how far into the frames of a WebSocket it has come.</summary>
internal sealed class AnswerReader
{
    private const int MaxStartBytes = 512;
    private static readonly byte[] Version = "HTTP/1.1 "u8.ToArray();

    private readonly List<byte> _frames = [];
    private readonly StringBuilder _start = new();
    private int _matched;
    private int _status;
    private int _digits;
    private int _headEnd;

    /// <summary>The statuses so far.</summary>
    public List<int> Statuses { get; } = [];

    /// <summary>The first characters, in Latin-1.</summary>
    public string Start => _start.ToString();

    /// <summary>Whether frames follow.</summary>
    public bool IsWebSocket { get; private set; }

    /// <summary>Whether a packet of Socket.IO has come over the WebSocket.</summary>
    public bool IsGreeted { get; private set; }

    /// <summary>The index of the last ping that was answered; -1 for none.</summary>
    public int LastPong { get; private set; } = -1;

    /// <summary>Reads on.</summary>
    public void Read(ReadOnlySpan<byte> bytes)
    {
        if (_start.Length < MaxStartBytes)
        {
            _start.Append(Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, MaxStartBytes)]));
        }

        for (var i = 0; i < bytes.Length; i++)
        {
            if (IsWebSocket)
            {
                _frames.AddRange(bytes[i..]);
                ReadFrames();
                return;
            }

            ReadHead(bytes[i]);
        }
    }

    // A status stands behind the version; no body here has one. The frames begin behind the first empty line after a 101.
    private void ReadHead(byte next)
    {
        if (Statuses is [.., 101])
        {
            _headEnd = next == "\r\n\r\n"u8[_headEnd] ? _headEnd + 1 : next == '\r' ? 1 : 0;
            IsWebSocket = _headEnd == 4;
        }
        else if (_matched < Version.Length)
        {
            _matched = next == Version[_matched] ? _matched + 1 : next == Version[0] ? 1 : 0;
        }
        else if (next is >= (byte)'0' and <= (byte)'9' && _digits < 3)
        {
            _status = (_status * 10) + (next - '0');
            _digits++;
            if (_digits == 3)
            {
                Statuses.Add(_status);
            }
        }
        else
        {
            (_matched, _status, _digits) = (0, 0, 0);
        }
    }

    private void ReadFrames()
    {
        var read = 0;
        var all = CollectionsMarshal.AsSpan(_frames);
        while (TryReadFrame(all[read..], out var first, out var payload, out var length))
        {
            read += length;
            if (first == 0x8a && payload.Length == 4 && payload.StartsWith("fz"u8))
            {
                LastPong = BinaryPrimitives.ReadUInt16BigEndian(payload[2..]);
            }

            IsGreeted |= first == 0x81 && payload.Length > 1 && payload[0] == '4';
        }

        _frames.RemoveRange(0, read);
    }

    private static bool TryReadFrame(ReadOnlySpan<byte> bytes, out byte first, out ReadOnlySpan<byte> payload, out int length)
    {
        first = 0;
        payload = default;
        length = 0;
        if (bytes.Length < 2)
        {
            return false;
        }

        first = bytes[0];
        var head = bytes[1] switch { 126 => 4, 127 => 10, _ => 2 };
        if (bytes.Length < head)
        {
            return false;
        }

        var size = head switch { 4 => BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]), 10 => (int)BinaryPrimitives.ReadUInt64BigEndian(bytes[2..]), _ => bytes[1] };
        length = head + size;
        if (bytes.Length < length)
        {
            return false;
        }

        payload = bytes.Slice(head, size);
        return true;
    }
}
