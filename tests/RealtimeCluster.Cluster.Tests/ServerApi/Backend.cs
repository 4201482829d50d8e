using System.Net.Http.Json;
using System.Text.Json;

namespace RealtimeCluster.Cluster.Tests.ServerApi;

/// <summary>A server that speaks to one gateway by HTTP for one environment.</summary>
internal sealed class Backend : IDisposable
{
    private readonly HttpClient _http;

    public Backend(Uri gateway, string environment, string token = TwoByTwoCluster.ServerToken)
    {
        _http = new HttpClient { BaseAddress = new Uri(gateway, $"/v1/environments/{environment}/"), Timeout = TimeSpan.FromSeconds(60) };
        _http.DefaultRequestHeaders.Authorization = new("Bearer", token);
    }

    public static JsonContent Json(object body) => JsonContent.Create(body);

    /// <summary>Sends a request.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, string? key = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return await _http.SendAsync(request);
    }

    /// <summary>Posts JSON, and reads the answer of a success.</summary>
    public Task<JsonElement> PostAsync(string path, object body, string? key = null) => ReadAsync(HttpMethod.Post, path, Json(body), key);

    /// <summary>Reads the answer of a success.</summary>
    public Task<JsonElement> GetAsync(string path) => ReadAsync(HttpMethod.Get, path, null, null);

    public void Dispose() => _http.Dispose();

    private async Task<JsonElement> ReadAsync(HttpMethod method, string path, HttpContent? content, string? key)
    {
        using var response = await SendAsync(method, path, content, key);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{method} {path} was answered {(int)response.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }
}
