using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using RealtimeCluster.Chaos.Network;

namespace RealtimeCluster.Chaos.Strangers;

/// <summary>Guesses: keys and tokens by CONNECT over one WebSocket until it is closed, then by HTTP at every door.</summary>
internal sealed class Guesses(StrangerPlace place, StrangerCounts counts) : Stranger(place, counts)
{
    private const int MaxRequests = 100;
    private static readonly TimeSpan RequestDeadline = TimeSpan.FromSeconds(10);

    private int _last;

    protected override async Task ActAsync(Gateway gateway, CancellationToken cancellationToken)
    {
        await GuessByConnectAsync(gateway, cancellationToken);
        await GuessByHttpAsync(gateway, cancellationToken);
    }

    private async Task GuessByConnectAsync(Gateway gateway, CancellationToken cancellationToken)
    {
        await using var socket = await StrangerSocket.OpenAsync(gateway, Place, Counts, isLetIn: false, cancellationToken);
        while (!socket.Ended.IsCompleted)
        {
            var guess = Next();
            socket.Send(_last % 2 == 0 ? StrangerFrames.GuessKey(guess) : StrangerFrames.GuessToken(guess));
            await Task.Delay(Pace, cancellationToken);
        }
    }

    private async Task GuessByHttpAsync(Gateway gateway, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler { UseProxy = false, UseCookies = false, MaxConnectionsPerServer = 1, ConnectCallback = (_, token) => ConnectAsync(gateway, token) };
        using var client = new HttpClient(handler) { BaseAddress = new Uri($"http://{gateway.EndPoint}"), Timeout = RequestDeadline };
        for (var count = 0; count < MaxRequests; count++)
        {
            using var request = MakeRequest(Next());
            Counts.Act();
            using var response = await client.SendAsync(request, cancellationToken);
            Counts.Answer(string.Create(CultureInfo.InvariantCulture, $"HTTP {(int)response.StatusCode}"));
            await Task.Delay(Pace, cancellationToken);
        }
    }

    private string Next() => string.Create(CultureInfo.InvariantCulture, $"guess-{Place.Number}-{++_last}");

    private HttpRequestMessage MakeRequest(string guess)
    {
        var request = (_last % 3) switch
        {
            0 => new HttpRequestMessage(HttpMethod.Get, $"/v1/environments/{StrangerFrames.Environment}/channels/c/events"),
            1 => new HttpRequestMessage(HttpMethod.Post, $"/{StrangerFrames.GuardedEnvironment}/agnost/realtime/get-members") { Content = Json("""{"channel":"c"}""") },
            _ => new HttpRequestMessage(HttpMethod.Post, "/admin/api/session") { Content = Json($$"""{"token":"{{guess}}"}"""), Headers = { { "X-Realtime-Admin", "1" } } },
        };
        request.Headers.TryAddWithoutValidation("Authorization", _last % 3 == 1 ? guess : $"Bearer {guess}");
        return request;
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private async ValueTask<Stream> ConnectAsync(Gateway gateway, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(Place.Source, 0));
            await socket.ConnectAsync(gateway.EndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
