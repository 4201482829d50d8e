using Microsoft.AspNetCore.WebUtilities;

namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>
/// What Engine.IO says in a query string. Its names are its own only as they are written; in other letters they are the application's,
/// which is why the web server's reading, to which letters are all the same, is not used.
/// </summary>
internal readonly struct EngineQuery
{
    /// <summary>How the session is to be carried.</summary>
    public string? Transport { get; private init; }

    /// <summary>The session, unless it is to be opened.</summary>
    public string? Sid { get; private init; }

    /// <summary>The version of the protocol.</summary>
    public string? Version { get; private init; }

    /// <summary>Whether the client takes binary packets only as base64 text (<c>b64</c>).</summary>
    public bool IsTextOnly { get; private init; }

    /// <summary>Reads a query string. What it says twice has a value that nothing knows.</summary>
    /// <param name="query">The query string with its question mark; empty without one.</param>
    public static EngineQuery Read(string? query)
    {
        string? transport = null;
        string? sid = null;
        string? version = null;
        var isTextOnly = false;
        foreach (var pair in new QueryStringEnumerable(query))
        {
            switch (pair.DecodeName().Span)
            {
                case "transport":
                    Add(ref transport, pair);
                    break;
                case "sid":
                    Add(ref sid, pair);
                    break;
                case "EIO":
                    Add(ref version, pair);
                    break;
                case "b64":
                    isTextOnly |= !pair.EncodedValue.IsEmpty;
                    break;
            }
        }

        return new EngineQuery
        {
            Transport = transport,
            Sid = sid is { Length: > 0 } ? sid : null,
            Version = version,
            IsTextOnly = isTextOnly,
        };
    }

    private static void Add(ref string? read, QueryStringEnumerable.EncodedNameValuePair pair)
    {
        var value = pair.DecodeValue().Span switch
        {
            EngineIO.Transport.WebSocketName => EngineIO.Transport.WebSocketName,
            EngineIO.Transport.PollingName => EngineIO.Transport.PollingName,
            "4" => "4",
            var other => other.ToString(),
        };
        read = read is null ? value : string.Concat(read, ",", value);
    }
}
