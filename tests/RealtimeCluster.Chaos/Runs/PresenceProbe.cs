using System.Text.Json;
using RealtimeCluster.Chaos.Clients;
using RealtimeCluster.Chaos.Histories;
using RealtimeCluster.Chaos.Storms;
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
        if (context.Ledger.RewindJoins.Count > 0)
        {
            // All who joined it have left.
            expected[RewindStorm.Channel] = [];
        }

        var listed = new Dictionary<int, IReadOnlyList<ListedMember>>();
        try
        {
            await using var server = await SocketIOTestClient.ConnectAsync(gateway, new { accessToken = serverToken });
            foreach (var channel in expected.Keys)
            {
                var list = await server.EmitWithAckAsync("get_members", new { envId = context.Environment, channel = Wire.ChannelName(channel) });
                if (list.ValueKind == JsonValueKind.Array)
                {
                    listed[channel] = [.. list.EnumerateArray().Select(static member => new ListedMember(member.GetProperty("id").GetString()!, ReadProfile(member)))];
                }
            }
        }
        catch (Exception exception) when (exception is InvalidOperationException or TimeoutException || ClientSocket.IsLoss(exception))
        {
            // What was not answered is not listed, and judged as that; the rest of the run is judged all the same.
            Console.WriteLine($"The members could not be asked for any further: {exception.Message}");
        }

        context.Ledger.Observe(new PresencePoint(context.Now, expected, listed));
    }

    private static Profile? ReadProfile(JsonElement member) =>
        member.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object
            ? new Profile(data.GetProperty("n").GetInt32(), data.GetProperty("filling").GetString()!.Length)
            : null;
}
