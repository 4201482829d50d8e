using Microsoft.AspNetCore.WebUtilities;

namespace RealtimeCluster.Gateway.EngineIO;

/// <summary>What Engine.IO says in a query string, read without what the web server keeps of one.</summary>
internal readonly struct EngineQuery
{
    /// <summary>How the session is to be carried.</summary>
    public string? Transport { get; private init; }

    /// <summary>The session, unless it is to be opened.</summary>
    public string? Sid { get; private init; }

    /// <summary>The version of the protocol.</summary>
    public string? Version { get; private init; }

    /// <summary>Reads a query string that says each thing at most once.</summary>
    /// <param name="query">The query string with its question mark; empty without one.</param>
    /// <param name="read">What it says.</param>
    public static bool TryRead(string query, out EngineQuery read)
    {
        string? transport = null;
        string? sid = null;
        string? version = null;
        var isPlain = true;
        foreach (var pair in new QueryStringEnumerable(query))
        {
            var name = pair.DecodeName().Span;
            if (name.Equals("transport", StringComparison.OrdinalIgnoreCase))
            {
                isPlain &= TrySet(ref transport, pair.DecodeValue().Span);
            }
            else if (name.Equals("sid", StringComparison.OrdinalIgnoreCase))
            {
                isPlain &= TrySet(ref sid, pair.DecodeValue().Span);
            }
            else if (name.Equals("EIO", StringComparison.OrdinalIgnoreCase))
            {
                isPlain &= TrySet(ref version, pair.DecodeValue().Span);
            }
        }

        read = new EngineQuery { Transport = transport, Sid = sid, Version = version };
        return isPlain;
    }

    private static bool TrySet(ref string? read, ReadOnlySpan<char> value)
    {
        var isFirst = read is null;
        read = value switch
        {
            EngineIO.Transport.WebSocketName => EngineIO.Transport.WebSocketName,
            "4" => "4",
            _ => value.ToString(),
        };
        return isFirst;
    }
}
