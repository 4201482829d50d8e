using System.Text;
using System.Text.Json;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Gateway.Rules;

namespace RealtimeCluster.Gateway.Environments;

/// <summary>The fields of a handshake's <c>auth</c>, in both spellings, read without trusting a type of them.</summary>
internal sealed class HandshakeAuth
{
    private const int MaxDepth = 1_000;

    private string? _envId;
    private string? _subdomain;
    private string? _apiKey;
    private string? _clientKey;
    private string? _session;
    private string? _altogicSession;

    private HandshakeAuth()
    {
    }

    public string? Environment => Choose(_envId, _subdomain);

    public string? ApiKey => Choose(_apiKey, _clientKey);

    public string? Session => Choose(_session, _altogicSession);

    public string? AccessToken { get; private set; }

    public bool EchoMessages { get; private set; }

    /// <summary>Reads what there is; what cannot be read is as if it had not been sent.</summary>
    public static HandshakeAuth Read(ReadOnlySpan<byte> json)
    {
        var auth = new HandshakeAuth();
        if (json.IsEmpty)
        {
            return auth;
        }

        try
        {
            auth.ReadFields(new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth }), json);
            return auth;
        }
        catch (JsonException)
        {
            // Half a handshake proves nothing: not even the fields before the fault count.
            return new HandshakeAuth();
        }
    }

    private static string? Choose(string? first, string? second) => string.IsNullOrWhiteSpace(first) ? second : first;

    private void ReadFields(Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.Means("envId"u8))
            {
                _envId = ReadText(ref reader);
            }
            else if (reader.Means("subdomain"u8))
            {
                _subdomain = ReadText(ref reader);
            }
            else if (reader.Means("apiKey"u8))
            {
                _apiKey = ReadText(ref reader);
            }
            else if (reader.Means("clientKey"u8))
            {
                _clientKey = ReadText(ref reader);
            }
            else if (reader.Means("session"u8))
            {
                _session = ReadText(ref reader);
            }
            else if (reader.Means("Session"u8))
            {
                _altogicSession = ReadText(ref reader);
            }
            else if (reader.Means("accessToken"u8))
            {
                AccessToken = ReadText(ref reader);
            }
            else
            {
                var echo = reader.Means("echoMessages"u8);
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                EchoMessages = echo ? JsTruth.IsTruthy(json[start..(int)reader.BytesConsumed]) : EchoMessages;
            }
        }
    }

    // A number where a text belongs was sent all the same: it must be refused as wrong, not as missing.
    private static string? ReadText(ref Utf8JsonReader reader)
    {
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return TryGetString(ref reader);
            case JsonTokenType.Number:
                return Encoding.ASCII.GetString(reader.ValueSpan);
            default:
                reader.Skip();
                return null;
        }
    }

    private static string? TryGetString(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate or broken UTF-8: no credential and no id of ours holds one.
            return null;
        }
    }
}
