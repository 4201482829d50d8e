using System.Globalization;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Payloads;

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
            CheckProfiles(owner);
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
        var messages = received.Where(static seen => char.IsAsciiDigit(seen[0])).ToArray();
        if (!client.EverLeft.Contains(owner.Key.Name))
        {
            return !client.Channels.Contains(owner.Key.Name) ? received.Length == 0 : expected.SequenceEqual(received);
        }

        if (messages.Distinct().Count() != messages.Length || messages.Any(message => IsOfTheTimeBetween(owner, client, message)))
        {
            return false;
        }

        if (client.Channels.Contains(owner.Key.Name))
        {
            // Around its leave it may have missed something; since it joined again it has all.
            return received.Length >= expected.Length && expected.SequenceEqual(received.TakeLast(expected.Length));
        }

        // Of a channel that it has left it may have missed what happened after its wish. Its gateway no longer holds what it showed it: if
        // the owner died since, that may have died too and happened again for the others, in another place.
        return true;
    }

    // Between a leave of its own and its next join it has no right to anything. Within its grace it may leave and come back without having wished to.
    private static bool IsOfTheTimeBetween(ModelOwner owner, ModelClient client, string message)
    {
        var offset = owner.Truth.Values.FirstOrDefault(channelEvent => channelEvent.Kind == ChannelEventKind.Message && Seen(channelEvent) == message)?.Offset;
        if (offset is null)
        {
            return false;
        }

        var own = owner.Truth.Values.Where(channelEvent => channelEvent.ConnectionId == client.Id && channelEvent.Kind is ChannelEventKind.Joined or ChannelEventKind.Left).ToArray();
        var before = own.LastOrDefault(channelEvent => channelEvent.Offset < offset);
        var next = own.FirstOrDefault(channelEvent => channelEvent.Offset > offset);
        return before is { Kind: ChannelEventKind.Left } && next is { Kind: ChannelEventKind.Joined, JoinedAt: 0 };
    }

    private void CheckMembers(ModelOwner owner)
    {
        var members = clients.All.Where(client => client.Channels.Contains(owner.Key.Name)).Select(static client => client.Id).Order().ToArray();
        Assert.True(
            members.SequenceEqual(owner.Members.Select(static member => member.ConnectionId).Order()),
            $"In {owner.Key.Name} are [{string.Join(' ', members)}], its owner says [{string.Join(' ', owner.Members.Select(static member => member.ConnectionId))}]. Log: {Describe(owner)}");
    }

    private void CheckProfiles(ModelOwner owner)
    {
        foreach (var member in owner.Members)
        {
            var client = clients.All.Single(client => client.Id == member.ConnectionId);
            Assert.True(
                client.Profile == 0 || Payload.AreEqual(member.Profile, ModelClients.ProfileOf(client)),
                $"{client.Id} shows {client.Profile}, the owner of {owner.Key.Name} says {(member.Profile is { } profile ? MessageOf(profile) : null)}. Log: {Describe(owner)}");
        }
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

    // What it has a right to: all of its only membership, or all since it joined for the last time. Who leaves when its grace is over and comes back has a
    // right to what happened meanwhile.
    private static string[] Expected(ModelOwner owner, ModelClient client)
    {
        var isIn = false;
        var hasJoin = owner.Truth.Values.Any(channelEvent => channelEvent.Kind == ChannelEventKind.Joined && channelEvent.ConnectionId == client.Id);
        var seen = new List<string>();
        var missed = new List<(long Offset, string Seen)>();
        foreach (var channelEvent in owner.Truth.Values.Where(static channelEvent => channelEvent.IsVisible))
        {
            // A join may lie before all that the log still has; its member then began with the first event that it saw.
            isIn |= !hasJoin && client.Received.Contains((owner.Key.Name, Seen(channelEvent)));
            if (channelEvent.ConnectionId != client.Id)
            {
                if (isIn)
                {
                    seen.Add(Seen(channelEvent));
                }
                else
                {
                    missed.Add((channelEvent.Offset, Seen(channelEvent)));
                }
            }
            else if (channelEvent.Kind == ChannelEventKind.Joined)
            {
                if (channelEvent.JoinedAt == 0)
                {
                    seen.Clear();
                }
                else if (!isIn)
                {
                    seen.AddRange(missed.Where(one => one.Offset > channelEvent.JoinedAt).Select(static one => one.Seen));
                }

                missed.Clear();
                isIn = true;
            }
            else if (channelEvent.Kind == ChannelEventKind.Left)
            {
                isIn = false;
                missed.Clear();
            }
        }

        return [.. seen];
    }

    private static string Seen(ChannelEvent channelEvent) => channelEvent.Kind switch
    {
        ChannelEventKind.Joined => $"+{channelEvent.ConnectionId}",
        ChannelEventKind.Left => $"-{channelEvent.ConnectionId}",
        ChannelEventKind.Updated => $"~{channelEvent.ConnectionId}",
        _ => MessageOf(channelEvent).ToString(CultureInfo.InvariantCulture),
    };

    private static int MessageOf(ChannelEvent channelEvent) =>
        channelEvent.Payload is null ? 0 : MessageOf(channelEvent.Payload);

    private static int MessageOf(Payload payload) => int.Parse(payload.Json, CultureInfo.InvariantCulture);

    private static string Describe(ModelOwner owner) => string.Join(' ', owner.Truth.Values.Select(HistoryTrace.Describe));
}
