using System.Net;
using System.Text;
using System.Text.Json;

namespace RealtimeCluster.Testing.EngineIO;

/// <summary>A long-polling client that does only what it is told, so that tests can break the rules.</summary>
public sealed class PollingClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly string _path;

    /// <summary>Creates a client.</summary>
    /// <param name="server">The server.</param>
    /// <param name="path">The path of the protocol.</param>
    public PollingClient(Uri server, string path)
    {
        _http = new HttpClient { BaseAddress = server, Timeout = TimeSpan.FromSeconds(20) };
        _path = path;
    }

    /// <summary>The session, once opened.</summary>
    public string Sid { get; private set; } = "";

    /// <summary>Opens a session and returns the open packet.</summary>
    public async Task<JsonElement> OpenAsync()
    {
        var (status, body) = await SendAsync(HttpMethod.Get, "EIO=4&transport=polling");
        if (status != HttpStatusCode.OK || body[0] != '0')
        {
            throw new InvalidOperationException($"The handshake was answered {status}: {body}");
        }

        var open = JsonDocument.Parse(body[1..].Split('\u001e')[0]).RootElement;
        Sid = open.GetProperty("sid").GetString()!;
        return open;
    }

    /// <summary>Sends one poll.</summary>
    public Task<(HttpStatusCode Status, string Body)> PollAsync() => SendAsync(HttpMethod.Get, $"EIO=4&transport=polling&sid={Sid}");

    /// <summary>Sends a body of packets.</summary>
    public Task<(HttpStatusCode Status, string Body)> PostAsync(string body) => PostAsync(new ByteArrayContent(Encoding.UTF8.GetBytes(body)));

    /// <summary>Sends a body of packets at the pace of its content.</summary>
    public Task<(HttpStatusCode Status, string Body)> PostAsync(HttpContent content) => SendAsync(HttpMethod.Post, $"EIO=4&transport=polling&sid={Sid}", content);

    /// <summary>Sends any request.</summary>
    public async Task<(HttpStatusCode Status, string Body)> SendAsync(HttpMethod method, string query, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, $"{_path}?{query}") { Content = content };
        using var response = await _http.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
