using System.Globalization;
using System.Text;

namespace RealtimeCluster.Cluster.Tests.BadInput;

/// <summary>HTTP requests that are wrong in their line, their headers, their body, or in how they say where they end.</summary>
internal static class RequestInputs
{
    /// <summary>The server token of these tests.</summary>
    public const string Token = "fuzz-token-0123456789";

    private const string Upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    private static readonly string[] Handshakes =
    [
        "/realtime/?EIO=4&transport=websocket", "/socket.io/?EIO=4&transport=websocket", "/realtime/?EIO=3&transport=websocket", "/realtime/?EIO=4&transport=polling", "/realtime/?EIO=4&transport=polling&b64=1",
        "/realtime/?EIO=4&transport=websocket&sid=AAAAAAAAAAAAAAAAAAAA", "/realtime/?EIO=4&transport=polling&sid=AAAAAAAAAAAAAAAAAAAA", "/realtime/?transport=flashsocket", "/realtime/", "/realtime",
        "/", "/health", "/ping", "/ready", "/index.html", "/fuzz/agnost/realtime/get-members", "/v1/openapi.json", "*", "http://other.example/realtime/?EIO=4&transport=websocket",
    ];

    private static readonly string[] Odd =
    [
        "Upgrade: websocket, h2c\r\n", "Upgrade: h2c\r\nHTTP2-Settings: AAAA\r\n", "Connection: keep-alive, Upgrade\r\n", "Sec-WebSocket-Version: 8\r\n", "Sec-WebSocket-Key: short\r\n", "Sec-WebSocket-Key: \r\n",
        "Sec-WebSocket-Protocol: a, b,,c\r\n", "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=99\r\n", "Origin: null\r\n", "Origin: https://\u00e9.example\r\n", "X-Forwarded-For: 1.2.3.4, ::1, x\r\n",
        "Cookie: realtime-admin=AAAA.BBBB; io=x\r\n", "Host: other.example\r\n", "Accept-Encoding: gzip;q=2\r\n", "Range: bytes=0-0,5-2\r\n", "If-None-Match: \"x\"\r\n", "Expect: 200-ok\r\n", "X: \u0001\r\n", " folded: x\r\n", "nocolon\r\n",
    ];

    private static readonly (string Method, string Path, string Body)[] Servers =
    [
        ("POST", "/v1/environments/fuzz/channels/c/events", "{\"eventName\":\"e\",\"message\":{\"x\":[1,null]}}"),
        ("POST", "/v1/environments/fuzz/broadcast", "{\"eventName\":\"e\",\"message\":1,\"idempotencyKey\":\"k\"}"),
        ("POST", "/v1/environments/fuzz/users/u/events", "{\"eventName\":\"e\",\"message\":\"x\"}"),
        ("POST", "/v1/environments/fuzz/connections/c/events", "{\"eventName\":\"e\",\"message\":\"x\"}"),
        ("POST", "/v1/environments/fuzz/batch", "{\"events\":[{\"channel\":\"c\",\"eventName\":\"e\",\"message\":1},{\"user\":\"u\",\"eventName\":\"e\"}]}"),
        ("POST", "/v1/environments/fuzz/revocations", "{\"session\":\"x\",\"durationSeconds\":1}"),
        ("GET", "/v1/environments/fuzz/channels?limit=5&cursor=AAAA", ""), ("GET", "/v1/environments/fuzz/channels/c/members?limit=-1", ""), ("GET", "/v1/environments/fuzz/channels/c/members/count", ""),
        ("GET", "/v1/environments/fuzz/channels/c/events?limit=3&before=1&epoch=a", ""), ("DELETE", "/v1/environments/fuzz/connections/c", ""), ("DELETE", "/v1/environments/fuzz/users/u/connections", ""),
        ("GET", "/v1/openapi.json", ""), ("GET", "/v1/docs", ""), ("POST", "/fuzz/agnost/realtime/get-members?apikey=k", "{\"channel\":\"c\"}"), ("POST", "/agnost/realtime/get-members", "{\"channel\":\"c\"}"),
        ("GET", "/admin/", ""), ("GET", "/admin/page/app.js", ""), ("POST", "/admin/api/session", "{\"token\":\"none\"}"), ("DELETE", "/admin/api/session", ""), ("GET", "/admin/api/session", ""), ("GET", "/admin/api/cluster", ""),
        ("GET", "/admin/api/channel/members?environment=fuzz&channel=c", ""), ("GET", "/admin/api/channel/events?environment=fuzz&channel=c&limit=9", ""),
        ("POST", "/admin/api/send/channel", "{\"environment\":\"fuzz\",\"channel\":\"c\",\"eventName\":\"e\",\"message\":1}"), ("GET", "/admin/api/connections?environment=fuzz&user=u", ""),
        ("POST", "/admin/api/connections/disconnect", "{\"environment\":\"fuzz\",\"connection\":\"c\"}"), ("GET", "/admin/orleans/DashboardCounters", ""),
    ];

    private static readonly string[] ContentTypes = ["application/json", "application/vnd.realtime.buffers+json", "application/octet-stream", "text/plain;charset=UTF-8", "application/json; charset=utf-16", "x", ""];

    /// <summary>A request for a WebSocket, a poll or a page.</summary>
    public static FuzzInput Handshake(long number)
    {
        var random = new Random((int)number);
        var target = Target(random, Handshakes[random.Next(Handshakes.Length)]);
        var method = random.Next(6) == 0 ? Pick(random, "POST", "HEAD", "OPTIONS", "PUT", "CONNECT", "get", "PRI") : "GET";
        var headers = new StringBuilder(random.Next(10) == 0 ? "" : "Host: localhost\r\n").Append(random.Next(2) == 0 ? Upgrade : "");
        for (var left = random.Next(3); left > 0; left--)
        {
            headers.Append(Odd[random.Next(Odd.Length)]);
        }

        return Finish(random, number, $"{method} {target} HTTP/1.{(random.Next(12) == 0 ? "0" : "1")}\r\n{headers}", []);
    }

    /// <summary>A request of the server API, of the admin page or for members.</summary>
    public static FuzzInput Server(long number)
    {
        var random = new Random((int)number);
        var (method, path, body) = Servers[random.Next(Servers.Length)];
        var isKnown = random.Next(2) == 0;
        var token = isKnown ? Token : "none" + random.Next(100).ToString(CultureInfo.InvariantCulture);
        var credential = random.Next(10) switch
        {
            0 => "",
            1 => $"Cookie: realtime-admin={Convert.ToBase64String(Encoding.UTF8.GetBytes(token))}\r\n",
            2 => $"Authorization: {token}\r\nSession: a.b.c\r\n",
            _ => $"Authorization: Bearer {token}\r\n",
        };
        method = random.Next(10) == 0 ? Pick(random, "GET", "POST", "DELETE", "PATCH", "OPTIONS") : method;
        var head = $"{method} {Target(random, path)} HTTP/1.1\r\nHost: localhost\r\n{credential}Content-Type: {ContentTypes[random.Next(12) % ContentTypes.Length]}\r\n";
        return Finish(random, number, head, Mutation.Of(random, Encoding.UTF8.GetBytes(body)));
    }

    /// <summary>A request of a polling session.</summary>
    public static FuzzInput Poll(long number, string sid)
    {
        var random = new Random((int)number);
        var shown = random.Next(12) == 0 ? Pick(random, "", "x", sid + "x", sid[1..], "AAAAAAAAAAAAAAAAAAAA") : sid;
        var body = new List<byte>();
        for (var left = random.Next(1, 4); left > 0; left--)
        {
            body.AddRange(PacketInputs.Packet(random));
            if (left > 1)
            {
                body.Add(0x1e);
            }
        }

        return Finish(
            random, number, $"POST /realtime/?EIO=4&transport=polling&sid={shown} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {ContentTypes[random.Next(ContentTypes.Length)]}\r\n", [.. body]);
    }

    // The line or headers of one in three are wrong in their bytes; how it ends, of one in twenty.
    private static FuzzInput Finish(Random random, long number, string head, byte[] body)
    {
        if (random.Next(20) == 0)
        {
            return new(number, Mutation.Of(random, [.. Encoding.UTF8.GetBytes(head + End(random, body.Length)), .. body]), IsLast: true);
        }

        var bytes = Encoding.UTF8.GetBytes(head);
        if (random.Next(6) == 0)
        {
            bytes = [.. Mutation.Of(random, bytes.AsSpan(0, bytes.Length - 2)), .. "\r\n"u8];
        }

        return new(number, [.. bytes, .. Encoding.ASCII.GetBytes($"Content-Length: {body.Length}\r\n\r\n"), .. body], IsLast: false);
    }

    private static string End(Random random, int length) => random.Next(9) switch
    {
        0 => $"Content-Length: {length + random.Next(1, 100)}\r\n\r\n",
        1 => $"Content-Length: {length}\r\nContent-Length: {length + 1}\r\n\r\n",
        2 => "Content-Length: -1\r\n\r\n",
        3 => "Content-Length: 99999999999999999999\r\n\r\n",
        4 => "Transfer-Encoding: chunked\r\n\r\n",
        5 => $"Transfer-Encoding: chunked\r\n\r\n{length:x}\r\n",
        6 => $"Transfer-Encoding: chunked\r\nContent-Length: {length}\r\n\r\n",
        7 => "Transfer-Encoding: gzip, chunked\r\n\r\nffffffffffffffff\r\n",
        _ => "Content-Length: 90000000\r\n",
    };

    private static string Target(Random random, string target) =>
        random.Next(3) == 0 ? Encoding.Latin1.GetString(Mutation.Of(random, Encoding.UTF8.GetBytes(target))).Replace('\r', ' ').Replace('\n', ' ') : target;

    private static string Pick(Random random, params string[] choices) => choices[random.Next(choices.Length)];
}
