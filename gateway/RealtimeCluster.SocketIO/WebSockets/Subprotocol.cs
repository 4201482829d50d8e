namespace RealtimeCluster.SocketIO.WebSockets;

/// <summary>The WebSocket subprotocol of a connection. The bytes on it are the same under any name, so the client's first choice is taken, as engine.io does.</summary>
internal static class Subprotocol
{
    /// <summary>Chooses one. False when the offer is no list of different tokens (RFC 6455, section 4.1).</summary>
    /// <param name="offered">The <c>Sec-WebSocket-Protocol</c> headers of the request, joined by commas; null without any.</param>
    /// <param name="chosen">The one to answer with; null when none is offered.</param>
    public static bool TryChoose(string? offered, out string? chosen)
    {
        chosen = null;
        if (offered is null)
        {
            return true;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in offered.Split(','))
        {
            var name = part.Trim(' ', '\t');
            if (!HttpSyntax.IsToken(name) || !names.Add(name))
            {
                return false;
            }

            chosen ??= name;
        }

        return true;
    }
}
