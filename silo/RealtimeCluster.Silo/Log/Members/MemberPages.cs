using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Silo.Log.Members;

/// <summary>Writes a <see cref="MemberMap"/> page by page, each page with what became of those whom earlier pages listed.</summary>
/// <remarks>
/// A cursor says how far its reader is in the order of joining, and how many changes it knows of. So a page costs its own members and
/// the changes since the last one, however many members there are.
/// </remarks>
/// <param name="map">The members.</param>
/// <param name="order">Their order.</param>
/// <param name="changes">Their changes.</param>
/// <param name="maxBytes">Where a page ends, if its count does not end it before; one member always fits.</param>
internal sealed class MemberPages(MemberMap map, MemberOrder order, MemberChanges changes, long maxBytes)
{
    /// <summary>The page after a cursor.</summary>
    /// <param name="after">The cursor of the page before; <see langword="null"/> for the first.</param>
    /// <param name="count">The most members to list.</param>
    /// <param name="term">The term of this owner: places and changes are numbered anew by each.</param>
    /// <param name="position">The position of the log.</param>
    /// <returns><see langword="null"/> when the cursor is another owner's, or too much changed since.</returns>
    public MemberPage? Read(MemberCursor? after, int count, long term, StreamPosition position)
    {
        var cursor = after ?? new MemberCursor(term, Place: 0, changes.Count);
        if (cursor.Term != term || !changes.TryGetAfter(cursor.ChangeCount, out var since))
        {
            return null;
        }

        var (left, updated) = FindChanges(since, cursor.Place);
        if (updated.Sum(SizeOf) > maxBytes)
        {
            return null;
        }

        var (listed, hasMore) = Take(cursor.Place, count);
        MemberCursor? next = null;
        if (hasMore)
        {
            changes.Keep();
            next = new MemberCursor(term, order.PlaceOf(listed[^1]), changes.Count);
        }

        return new MemberPage(Write(listed, position), updated.Count == 0 ? null : Write(updated, position), left, map.Count, next);
    }

    // With the attachments, which are no part of the text.
    private static long SizeOf(LogMember member) => TextSizeOf(member) + (member.Profile is { } profile ? profile.SizeBytes - profile.Json.Length : 0L);

    private static int TextSizeOf(LogMember member) => MemberListWriter.SizeOf(member.ConnectionId, member.Profile);

    private static MemberList Write(List<LogMember> members, StreamPosition position)
    {
        var writer = new MemberListWriter(members.Sum(static member => (long)TextSizeOf(member)));
        foreach (var member in members)
        {
            writer.Append(member.ConnectionId, member.Profile);
        }

        var (json, attachments) = writer.Complete();
        return new MemberList(json, attachments, position);
    }

    // Of those whom earlier pages listed: who joined later comes on a page of its own.
    private (string[] Left, List<LogMember> Updated) FindChanges(ReadOnlySpan<MemberChange> since, long place)
    {
        var left = new List<string>();
        var updated = new List<LogMember>();
        var seen = new HashSet<long>();
        foreach (var change in since)
        {
            if (change.Place > place)
            {
                continue;
            }

            if (change.IsLeave)
            {
                left.Add(change.ConnectionId);
            }
            else if (map.TryGet(change.ConnectionId, out var member) && order.PlaceOf(member) == change.Place && seen.Add(change.Place))
            {
                updated.Add(member);
            }
        }

        return ([.. left], updated);
    }

    private (List<LogMember> Listed, bool HasMore) Take(long place, int count)
    {
        var listed = new List<LogMember>(Math.Min(count, map.Count));
        var bytes = 0L;
        foreach (var member in order.After(place))
        {
            bytes += SizeOf(member);
            if (listed.Count == count || (listed.Count > 0 && bytes > maxBytes))
            {
                return (listed, true);
            }

            listed.Add(member);
        }

        return (listed, false);
    }
}
