using RealtimeCluster.Chaos.Clients;
using RealtimeCluster.Chaos.Histories;
using RealtimeCluster.Testing.Clients;

namespace RealtimeCluster.Chaos.Runs;

/// <summary>Asks the server for the members of every channel, as a trusted server does.</summary>
internal static class PresenceProbe
{
    /// <summary>Takes a presence point.</summary>
    /// <param name="context">The run.</param>
    /// <param name="gateway">Whom to ask.</param>
    /// <param name="serverToken">What it trusts.</param>
    /// <param name="members">Who is where, in truth.</param>
    public static async Task TakeAsync(RunContext context, Uri gateway, string serverToken, IReadOnlyList<(Session Session, IReadOnlyList<int> Channels)> members)
    {
        var expected = members
            .SelectMany(static member => member.Channels.Select(channel => (channel, member.Session)))
            .GroupBy(static pair => pair.channel, static pair => pair.Session)
            .ToDictionary(static group => group.Key, static group => (IReadOnlyList<Session>)[.. group]);
        var listed = new Dictionary<int, IReadOnlyList<string>>();
        await using var server = await SocketIOTestClient.ConnectAsync(gateway, new { accessToken = serverToken });
        foreach (var channel in expected.Keys)
        {
            var list = await server.EmitWithAckAsync("get_members", new { envId = context.Environment, channel = Wire.ChannelName(channel) });
            if (list.ValueKind == System.Text.Json.JsonValueKind.Array)
            {
                listed[channel] = [.. list.EnumerateArray().Select(static member => member.GetProperty("id").GetString()!)];
            }
        }

        context.Ledger.Observe(new PresencePoint(context.Now, expected, listed));
    }
}
