using System.Text.Json;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Gateway.Channels;

namespace RealtimeCluster.Gateway.Recovery;

/// <summary>What a client's CONNECT packet says of recovery.</summary>
/// <param name="IsAsked">What it says in <c>recovery</c>; <see langword="null"/> when it leaves that to the server.</param>
/// <param name="ShowsId">Whether it shows the private id of a connection, which only a client does that keeps it.</param>
/// <param name="Resume">The connection it wants to go on with; <see langword="null"/> when it has none, or shows what no server of ours wrote.</param>
internal readonly record struct RecoveryWish(bool? IsAsked, bool ShowsId, ResumeRequest? Resume)
{
    private const int MaxDepth = 1_000;

    /// <summary>Whether the connection is to be one that can be resumed, which its events tell by one more argument.</summary>
    /// <param name="mayRecover">Whether its library may be one that can do so.</param>
    public bool IsWanted(bool mayRecover) => IsAsked ?? (ShowsId || mayRecover);

    /// <summary>Reads <c>recovery</c>, a boolean or the text of one, and <c>pid</c> and <c>offset</c>, as socket.io-client 4.6 and newer sends them.</summary>
    /// <param name="auth">The raw JSON object of a CONNECT packet; empty if there was none.</param>
    public static RecoveryWish Read(ReadOnlySpan<byte> auth)
    {
        bool? asked = null;
        string? pid = null;
        string? offset = null;
        try
        {
            var reader = new Utf8JsonReader(auth, new JsonReaderOptions { MaxDepth = MaxDepth });
            if (auth.IsEmpty || !reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return default;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.Means("recovery"u8))
                {
                    asked = ReadSwitch(ref reader);
                }
                else if (reader.Means("pid"u8))
                {
                    pid = ReadText(ref reader);
                }
                else if (reader.Means("offset"u8))
                {
                    offset = ReadText(ref reader);
                }
                else
                {
                    reader.Skip();
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Broken JSON or UTF-8 proves nothing.
            return default;
        }

        return new RecoveryWish(
            asked,
            pid is not null,
            PrivateId.TryRead(pid, out var id, out var secret) && PositionToken.TryRead(offset ?? string.Empty, out var positions)
                ? new ResumeRequest(id, secret, positions)
                : null);
    }

    private static string? ReadText(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return null;
        }

        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate: nothing that was given to a client holds one.
            return null;
        }
    }

    // Some libraries let an app send texts only.
    private static bool? ReadSwitch(ref Utf8JsonReader reader)
    {
        reader.Read();
        bool? isOn = reader.TokenType switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            JsonTokenType.String when reader.Means("true"u8) => true,
            JsonTokenType.String when reader.Means("false"u8) => false,
            _ => null,
        };
        reader.Skip();
        return isOn;
    }
}
