using System.Text.Json;
using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Gateway.Recovery;

/// <summary>A client's wish to go on with a connection it had.</summary>
/// <param name="ConnectionId">The connection.</param>
/// <param name="Secret">The proof that it is its own.</param>
/// <param name="Positions">What it has of each log, by the log's name in positions.</param>
internal sealed record ResumeRequest(string ConnectionId, string Secret, Dictionary<string, ClientPosition> Positions)
{
    private const int MaxDepth = 1_000;

    /// <summary>Reads <c>pid</c> and <c>offset</c> of a CONNECT packet's object, as socket.io-client 4.6 and newer sends them.</summary>
    /// <param name="auth">The raw JSON object; empty if there was none.</param>
    /// <returns><see langword="null"/> when the client does not ask, or shows what no server of ours wrote.</returns>
    public static ResumeRequest? Read(ReadOnlySpan<byte> auth)
    {
        string? pid = null;
        string? offset = null;
        try
        {
            var reader = new Utf8JsonReader(auth, new JsonReaderOptions { MaxDepth = MaxDepth });
            if (auth.IsEmpty || !reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return null;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isPid = reader.ValueTextEquals("pid"u8);
                var isOffset = reader.ValueTextEquals("offset"u8);
                reader.Read();
                var text = reader.TokenType == JsonTokenType.String && (isPid || isOffset) ? reader.GetString() : null;
                pid = isPid ? text : pid;
                offset = isOffset ? text : offset;
                reader.Skip();
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Broken JSON or UTF-8 proves nothing.
            return null;
        }

        return PrivateId.TryRead(pid, out var id, out var secret) && PositionToken.TryRead(offset ?? string.Empty, out var positions)
            ? new ResumeRequest(id, secret, positions)
            : null;
    }
}
