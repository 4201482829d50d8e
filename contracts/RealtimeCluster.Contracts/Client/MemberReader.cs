using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Contracts.Client;

/// <summary>Reads all members of a channel, page by page: however large their profiles are, no answer is.</summary>
internal static class MemberReader
{
    /// <summary>Reads them, from the beginning again when too much changes meanwhile.</summary>
    /// <param name="owner">The channel.</param>
    /// <param name="end">Ends the reading.</param>
    public static async Task<ChannelMembers> ReadAsync(IChannelGrain owner, CancellationToken end)
    {
        while (true)
        {
            if (await TryReadAsync(owner, end) is { } members)
            {
                return members;
            }
        }
    }

    private static async Task<ChannelMembers?> TryReadAsync(IChannelGrain owner, CancellationToken end)
    {
        var order = new List<string>();
        var profiles = new Dictionary<string, ChannelMember>(StringComparer.Ordinal);
        MemberCursor? after = null;
        while (true)
        {
            var page = await owner.GetMemberPageAsync(after, MemberPage.MaxCount).WaitAsync(end);
            if (page is null)
            {
                return null;
            }

            Array.ForEach(page.Left, connectionId => profiles.Remove(connectionId));
            foreach (var updated in page.Updated?.ToMembers() ?? [])
            {
                profiles[updated.ConnectionId] = new ChannelMember(updated.ConnectionId, updated.Profile);
            }

            // One that left and came back stands where it is listed last.
            order.RemoveAll(connectionId => !profiles.ContainsKey(connectionId));
            foreach (var member in page.Members.ToMembers())
            {
                order.Add(member.ConnectionId);
                profiles[member.ConnectionId] = new ChannelMember(member.ConnectionId, member.Profile);
            }

            after = page.Next;
            if (after is null)
            {
                return new ChannelMembers([.. order.Select(connectionId => profiles[connectionId])], page.Members.Position);
            }
        }
    }
}
