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

            // Of a channel that it has left it may have missed what happened after its wish, and have seen, as the only one, what died
            // with the owner and was sent again.
            Assert.True(
                expected.SequenceEqual(received) || !client.Channels.Contains(owner.Key.Name),
                $"{client.Id} in {owner.Key.Name} saw [{string.Join(' ', received)}] of [{string.Join(' ', expected)}]. Log: {Describe(owner)}");
        }
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
            // Before there was a member no gateway follows the log: of a message then there is one other copy, and no receiver.
            var joined = owner.Truth.Values.FirstOrDefault(static channelEvent => channelEvent.Kind == ChannelEventKind.Joined);
            var isFollowed = joined?.Offset < ack.Position.Offset;
            if (isFollowed && ack.UnprovenCount == owner.UnprovenCount && cluster.Gateways.Contains(ack.Gateway))
            {
                Assert.True(
                    owner.Truth.TryGetValue(ack.Position.Offset, out var channelEvent) && MessageOf(channelEvent) == ack.Message,
                    $"Message {ack.Message} was acknowledged at {ack.Position.Offset}. Log: {Describe(owner)}");
            }
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
            // A join may lie before all that the log still has; its member then began with the first message that it saw.
            isIn |= channelEvent.Kind == ChannelEventKind.Joined
                ? channelEvent.ConnectionId == client.Id
                : !hasJoin && channelEvent.IsVisible && client.Received.Contains((owner.Key.Name, Seen(channelEvent)));
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
