using System.Buffers;

namespace RealtimeCluster.SocketIO.WebSockets;

/// <summary>The rules of HTTP and RFC 6455 that the parts of a handshake are held to.</summary>
internal static class HttpSyntax
{
    private const string Digits = "0123456789";
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int MaxPortDigits = 5;

    // 22 characters of base64 and its padding: the shape of 16 bytes.
    private const int KeyChars = 24;

    private static readonly SearchValues<char> TokenChars = SearchValues.Create("!#$%&'*+-.^_`|~" + Digits + Letters);
    private static readonly SearchValues<char> HostChars = SearchValues.Create("-._" + Digits + Letters);
    private static readonly SearchValues<char> AddressChars = SearchValues.Create(":.abcdefABCDEF" + Digits);
    private static readonly SearchValues<char> Base64Chars = SearchValues.Create("+/" + Digits + Letters);
    private static readonly SearchValues<byte> TokenBytes = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>Whether it is a token, as names of headers are (RFC 9110, section 5.6.2).</summary>
    public static bool IsToken(ReadOnlySpan<byte> text) => !text.IsEmpty && !text.ContainsAnyExcept(TokenBytes);

    /// <inheritdoc cref="IsToken(ReadOnlySpan{byte})"/>
    public static bool IsToken(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(TokenChars);

    /// <summary>Whether it is a <c>Sec-WebSocket-Key</c>: the base64 of 16 bytes (RFC 6455, section 4.2.1).</summary>
    public static bool IsWebSocketKey(ReadOnlySpan<char> text) =>
        text.Length == KeyChars && text.EndsWith("==") && !text[..^2].ContainsAnyExcept(Base64Chars);

    /// <summary>Whether it is a host as nearly all clients write it: a name or an address, with or without a port.</summary>
    /// <remarks>Not every host that RFC 3986 allows: the web server judges the others.</remarks>
    public static bool IsPlainHost(ReadOnlySpan<char> text)
    {
        var colon = text.LastIndexOf(':');
        if (colon >= 0 && text.IndexOf(']') < colon)
        {
            var port = text[(colon + 1)..];
            if (port.IsEmpty || port.Length > MaxPortDigits || port.ContainsAnyExceptInRange('0', '9'))
            {
                return false;
            }

            text = text[..colon];
        }

        return text.StartsWith('[')
            ? text.Length > 2 && text.EndsWith(']') && !text[1..^1].ContainsAnyExcept(AddressChars)
            : !text.IsEmpty && !text.ContainsAnyExcept(HostChars);
    }
}
