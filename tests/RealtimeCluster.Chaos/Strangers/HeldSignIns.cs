using System.Text;
using System.Text.RegularExpressions;
using RealtimeCluster.Chaos.Network;

namespace RealtimeCluster.Chaos.Strangers;

/// <summary>Holds many connections in every state in which the server waits for the client: no request, no CONNECT, a body that dribbles.</summary>
internal sealed partial class HeldSignIns(StrangerPlace place, StrangerCounts counts) : Stranger(place, counts)
{
    private const int EachCount = 6;
    private const int MaxReads = 3;
    private static readonly TimeSpan DripEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PongEvery = TimeSpan.FromSeconds(10);

    // A pong, masked with zeros.
    private static readonly byte[] Pong = [0x81, 0x81, 0, 0, 0, 0, (byte)'3'];

    protected override Task ActAsync(Gateway gateway, CancellationToken cancellationToken)
    {
        Func<StrangerLine, Gateway, CancellationToken, Task<string>>[] ways = [HoldHeaderAsync, HoldWebSocketAsync, HoldPollingAsync, HoldMembersAsync, HoldAdminAsync];
        return Task.WhenAll(ways.SelectMany(way => Enumerable.Range(0, EachCount).Select(_ => HoldAgainAsync(way, cancellationToken))));
    }

    // Those that are ended soon do not wait for the others.
    private async Task HoldAgainAsync(Func<StrangerLine, Gateway, CancellationToken, Task<string>> way, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await HoldAsync(way, Place.Pick(), cancellationToken);
            }
            catch (Exception exception)
            {
                if (!cancellationToken.IsCancellationRequested)
                {
                    Counts.Fail(exception);
                }
            }

            await Task.Delay(Rest, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task HoldAsync(Func<StrangerLine, Gateway, CancellationToken, Task<string>> way, Gateway gateway, CancellationToken cancellationToken)
    {
        using var line = await StrangerLine.OpenAsync(gateway, Place, cancellationToken);
        Counts.Act();
        var status = await way(line, gateway, cancellationToken);
        if (!cancellationToken.IsCancellationRequested)
        {
            Counts.Close();
            Counts.Answer(status.Length == 0 ? "closed without an answer" : status);
        }
    }

    private static async Task<string> HoldHeaderAsync(StrangerLine line, Gateway gateway, CancellationToken cancellationToken)
    {
        var request = StrangerFrames.Upgrade(gateway);
        await line.SendAsync(request.AsMemory(0, request.Length - 2), cancellationToken);
        return await line.DripAsync("X: a\r\n"u8.ToArray(), DripEvery, cancellationToken);
    }

    private static async Task<string> HoldWebSocketAsync(StrangerLine line, Gateway gateway, CancellationToken cancellationToken)
    {
        await line.SendAsync(StrangerFrames.Upgrade(gateway), cancellationToken);
        return await line.DripAsync(Pong, PongEvery, cancellationToken);
    }

    private static async Task<string> HoldPollingAsync(StrangerLine line, Gateway gateway, CancellationToken cancellationToken)
    {
        var opened = await line.AskAsync(StrangerFrames.Request(gateway, "GET /realtime/?EIO=4&transport=polling"), cancellationToken);
        for (var reads = 0; reads < MaxReads && !SessionId().IsMatch(opened); reads++)
        {
            opened += await line.ReadAsync(cancellationToken);
        }

        return SessionId().Match(opened) is { Success: true } sid
            ? await HoldBodyAsync(line, gateway, $"/realtime/?EIO=4&transport=polling&sid={sid.Groups[1].Value}", "3", cancellationToken)
            : StrangerLine.StatusOf(opened);
    }

    private static Task<string> HoldMembersAsync(StrangerLine line, Gateway gateway, CancellationToken cancellationToken) =>
        HoldBodyAsync(line, gateway, $"/{StrangerFrames.Environment}/agnost/realtime/get-members", " ", cancellationToken);

    private static Task<string> HoldAdminAsync(StrangerLine line, Gateway gateway, CancellationToken cancellationToken) =>
        HoldBodyAsync(line, gateway, "/admin/api/session", " ", cancellationToken);

    private static async Task<string> HoldBodyAsync(StrangerLine line, Gateway gateway, string path, string drip, CancellationToken cancellationToken)
    {
        var request = StrangerFrames.Request(gateway, $"POST {path}", "Content-Type: application/json", "Content-Length: 1000", "Authorization: none", "X-Realtime-Admin: 1");
        await line.SendAsync(request, cancellationToken);
        return await line.DripAsync(Encoding.ASCII.GetBytes(drip), DripEvery, cancellationToken);
    }

    [GeneratedRegex("\"sid\":\"([^\"]+)\"")]
    private static partial Regex SessionId();
}
