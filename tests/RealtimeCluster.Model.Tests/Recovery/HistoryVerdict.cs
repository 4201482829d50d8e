using System.Globalization;
using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Model.Tests.Recovery;

/// <summary>Compares what each session saw with what in the end was true.</summary>
internal sealed class HistoryVerdict(ModelCluster cluster, ModelClients clients)
{
    public void Check()
    {
        foreach (var owner in cluster.Owners)
        {
            CheckReceived(owner);
            CheckMembers(owner);
            CheckAcknowledged(owner);
        }
    }

    private void CheckReceived(ModelOwner owner)
    {
        foreach (var client in clients.All)
        {
            Assert.True(client.IsConnected, $"{client.Id} did not come back.");
            var received = client.Received.Where(item => item.Channel == owner.Key.Name).Select(static item => item.Seen).ToArray();
            var expected = Expected(owner, client);

            Assert.True(
                IsRight(owner, client, received, expected),
                $"{client.Id} in {owner.Key.Name} saw [{string.Join(' ', received)}] of [{string.Join(' ', expected)}]. Log: {Describe(owner)}");
        }
    }

    private static bool IsRight(ModelOwner owner, ModelClient client, string[] received, string[] expected)
    {
        if (client.Channels.Contains(owner.Key.Name))
        {
            return expected.SequenceEqual(received);
        }

        // Of a channel that it has left it may have missed what happened after its wish. Its gateway no longer holds what it showed it: if
        // the owner died since, that may have died too and happened again for the others, in another place.
        var messages = received.Where(static seen => char.IsAsciiDigit(seen[0])).ToArray();
        return messages.Distinct().Count() == messages.Length
            && (owner.LifeCount > client.OwnerLifeCounts.GetValueOrDefault(owner.Key.Name) || expected.Take(received.Length).SequenceEqual(received));
    }

    private void CheckMembers(ModelOwner owner)
    {
        var members = clients.All.Where(client => client.Channels.Contains(owner.Key.Name)).Select(static client => client.Id).Order().ToArray();
        Assert.True(
            members.SequenceEqual(owner.Members.Select(static member => member.ConnectionId).Order()),
            $"In {owner.Key.Name} are [{string.Join(' ', members)}], its owner says [{string.Join(' ', owner.Members.Select(static member => member.ConnectionId))}]. Log: {Describe(owner)}");
    }

    private void CheckAcknowledged(ModelOwner owner)
    {
        foreach (var ack in clients.Acknowledged.Where(ack => ReferenceEquals(ack.Owner, owner)))
        {
            Assert.True(
                owner.Truth.TryGetValue(ack.Position.Offset, out var channelEvent) && MessageOf(channelEvent) == ack.Message,
                $"Message {ack.Message} was acknowledged at {ack.Position.Offset}. Log: {Describe(owner)}");
        }
    }

    private static string[] Expected(ModelOwner owner, ModelClient client)
    {
        var isIn = false;
        var hasJoin = owner.Truth.Values.Any(channelEvent => channelEvent.Kind == ChannelEventKind.Joined && channelEvent.ConnectionId == client.Id);
        var hasLeft = !client.Channels.Contains(owner.Key.Name);
        var lastLeft = owner.Truth.Values.LastOrDefault(channelEvent => channelEvent.Kind == ChannelEventKind.Left && channelEvent.ConnectionId == client.Id)?.Offset;
        var messages = new List<string>();
        foreach (var channelEvent in owner.Truth.Values)
        {
            // A join may lie before all that the log still has; its member then began with the first event that it saw.
            isIn |= channelEvent.Kind == ChannelEventKind.Joined && channelEvent.ConnectionId == client.Id;
            isIn |= !hasJoin && channelEvent.IsVisible && client.Received.Contains((owner.Key.Name, Seen(channelEvent)));
            if (hasLeft && channelEvent.Offset == lastLeft)
            {
                break;
            }

            if (isIn && channelEvent.IsVisible && channelEvent.ConnectionId != client.Id)
            {
                messages.Add(Seen(channelEvent));
            }
        }

        return [.. messages];
    }

    private static string Seen(ChannelEvent channelEvent) => channelEvent.Kind switch
    {
        ChannelEventKind.Joined => $"+{channelEvent.ConnectionId}",
        ChannelEventKind.Left => $"-{channelEvent.ConnectionId}",
        _ => MessageOf(channelEvent).ToString(CultureInfo.InvariantCulture),
    };

    private static int MessageOf(ChannelEvent channelEvent) =>
        channelEvent.Payload is null ? 0 : int.Parse(channelEvent.Payload.Json, CultureInfo.InvariantCulture);

    private static string Describe(ModelOwner owner) => string.Join(' ', owner.Truth.Values.Select(HistoryTrace.Describe));
}
