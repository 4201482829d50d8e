using System.Buffers;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace RealtimeCluster.SocketIO.WebSockets;

/// <summary>An HTTP/1.1 request that asks for a WebSocket, read without HTTP: what the handshake needs, as text.</summary>
/// <remarks>
/// Only plain requests are read; anything unusual is left to the web server, which knows what to make of it. So nothing is
/// accepted here that <see cref="WebSocketHandshake"/> would refuse there. RFC 6455, section 4.2.1.
/// </remarks>
internal sealed class UpgradeRequest
{
    private const int MaxHeadBytes = 16 * 1024;

    private static ReadOnlySpan<byte> AcceptGuid => "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"u8;

    private string? _key;
    private string? _host;
    private string? _origin;
    private string? _version;
    private string? _offered;
    private string? _subprotocol;
    private bool _isUpgrade;
    private bool _isConnectionUpgrade;

    private UpgradeRequest(string path, string query)
    {
        Path = path;
        Query = query;
    }

    /// <summary>The path, without escapes.</summary>
    public string Path { get; }

    /// <summary>The query string with its question mark; empty without one.</summary>
    public string Query { get; }

    public string? Host => _host;

    public string? Origin => _origin is { Length: > 0 } ? _origin : null;

    public string? ForwardedFor { get; private set; }

    public string? UserAgent { get; private set; }

    /// <summary>The address of the peer.</summary>
    public IPAddress? RemoteAddress { get; init; }

    private bool IsComplete =>
        _isUpgrade && _isConnectionUpgrade && _version == "13" && HttpSyntax.IsWebSocketKey(_key) && HttpSyntax.IsPlainHost(_host)
        && Subprotocol.TryChoose(_offered, out _subprotocol);

    /// <summary>Reads a request that is there as a whole.</summary>
    /// <param name="source">What has arrived.</param>
    /// <param name="limits">How large it may be.</param>
    /// <param name="remoteAddress">The address of the peer.</param>
    /// <param name="request">The request.</param>
    /// <param name="end">Where it ends.</param>
    public static bool TryRead(
        in ReadOnlySequence<byte> source, in HeadLimits limits, IPAddress? remoteAddress, out UpgradeRequest request, out SequencePosition end)
    {
        request = null!;
        end = default;
        if (!source.FirstSpan.StartsWith("GET /"u8) || !source.IsSingleSegment)
        {
            return false;
        }

        var head = source.FirstSpan;
        var length = head[..Math.Min(head.Length, MaxHeadBytes)].IndexOf("\r\n\r\n"u8);
        if (length < 0)
        {
            return false;
        }

        end = source.GetPosition(length + 4);
        return TryReadHead(head[..(length + 2)], limits, remoteAddress, out request);
    }

    /// <summary>The answer that makes the connection a WebSocket.</summary>
    public byte[] Accept()
    {
        Span<byte> text = stackalloc byte[24 + 36];
        Encoding.ASCII.GetBytes(_key, text);
        AcceptGuid.CopyTo(text[24..]);
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // RFC 6455, section 4.2.2, asks for SHA-1; nothing secret depends on it.
        SHA1.HashData(text, hash);
#pragma warning restore CA5350
        var subprotocol = _subprotocol is null ? "" : $"Sec-WebSocket-Protocol: {_subprotocol}\r\n";
        return Encoding.ASCII.GetBytes(
            $"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: {Convert.ToBase64String(hash)}\r\n{subprotocol}\r\n");
    }

    private static bool TryReadHead(ReadOnlySpan<byte> head, in HeadLimits limits, IPAddress? remoteAddress, out UpgradeRequest request)
    {
        request = null!;
        var lineEnd = head.IndexOf("\r\n"u8);
        var line = head[..lineEnd];
        if (!line.EndsWith(" HTTP/1.1"u8) || lineEnd + 2 > limits.MaxLineBytes || head.Length - lineEnd - 2 > limits.MaxHeadersBytes)
        {
            return false;
        }

        var target = line[4..^9];
        if (target.IndexOfAnyExceptInRange((byte)'!', (byte)'~') >= 0)
        {
            return false;
        }

        var question = target.IndexOf((byte)'?');
        var path = question < 0 ? target : target[..question];
        if (path.IndexOf((byte)'%') >= 0)
        {
            return false;
        }

        request = new UpgradeRequest(Encoding.ASCII.GetString(path), question < 0 ? "" : Encoding.ASCII.GetString(target[question..]))
        {
            RemoteAddress = remoteAddress,
        };
        var count = 0;
        for (var rest = head[(lineEnd + 2)..]; !rest.IsEmpty;)
        {
            var end = rest.IndexOf("\r\n"u8);
            if (end < 0 || ++count > limits.MaxHeaderCount || !request.TryAddHeader(rest[..end]))
            {
                return false;
            }

            rest = rest[(end + 2)..];
        }

        return request.IsComplete;
    }

    private bool TryAddHeader(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        if (colon <= 0 || !HttpSyntax.IsToken(line[..colon]))
        {
            return false;
        }

        var name = line[..colon];
        var value = line[(colon + 1)..].Trim(" \t"u8);

        // Bytes beyond ASCII are allowed in a value (RFC 9110, section 5.5), and nobody but the web server makes anything of them.
        if (value.ContainsAnyInRange((byte)0, (byte)0x1F) || value.Contains((byte)0x7F))
        {
            return false;
        }

        // A header that must be there once and is there twice, or that announces a body, is the web server's business.
        if (Is(name, "host"u8))
        {
            return TrySet(ref _host, value);
        }

        if (Is(name, "sec-websocket-key"u8))
        {
            return TrySet(ref _key, value);
        }

        if (Is(name, "sec-websocket-version"u8))
        {
            return TrySet(ref _version, value);
        }

        if (Is(name, "origin"u8))
        {
            return TrySet(ref _origin, value);
        }

        if (Is(name, "x-forwarded-for"u8))
        {
            ForwardedFor = value.IsEmpty ? ForwardedFor : Join(ForwardedFor, value);
            return Ascii.IsValid(value);
        }

        if (Is(name, "sec-websocket-protocol"u8))
        {
            _offered = Join(_offered, value);
            return Ascii.IsValid(value);
        }

        if (Is(name, "user-agent"u8))
        {
            UserAgent = Encoding.Latin1.GetString(value);
        }
        else if (Is(name, "upgrade"u8))
        {
            _isUpgrade = Is(value, "websocket"u8);
        }
        else if (Is(name, "connection"u8))
        {
            _isConnectionUpgrade = HasToken(value, "upgrade"u8);
        }

        return !Is(name, "content-length"u8) && !Is(name, "transfer-encoding"u8) && !Is(name, "expect"u8);
    }

    private static bool TrySet(ref string? header, ReadOnlySpan<byte> value)
    {
        var isFirst = header is null;
        header = Encoding.ASCII.GetString(value);
        return isFirst && Ascii.IsValid(value);
    }

    private static string Join(string? before, ReadOnlySpan<byte> value)
    {
        var text = Encoding.ASCII.GetString(value);
        return before is null ? text : string.Concat(before, ",", text);
    }

    private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lowerCase) => Ascii.EqualsIgnoreCase(text, lowerCase);

    private static bool HasToken(ReadOnlySpan<byte> list, ReadOnlySpan<byte> lowerCase)
    {
        foreach (var range in list.Split((byte)','))
        {
            if (Is(list[range].Trim(" \t"u8), lowerCase))
            {
                return true;
            }
        }

        return false;
    }
}
