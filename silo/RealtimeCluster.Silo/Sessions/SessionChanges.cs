using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Sessions;

namespace RealtimeCluster.Silo.Sessions;

/// <summary>Puts what changed in a session into its record.</summary>
internal static class SessionChanges
{
    // Below it, to look through the names is cheaper than a table of them.
    private const int MaxSearchedCount = 4;

    /// <summary>The record as it is after a change. Applying it again changes nothing.</summary>
    /// <param name="record">The session.</param>
    /// <param name="change">What changed.</param>
    public static SessionRecord Apply(SessionRecord record, SessionChange change)
    {
        var changed = change.HasProfile ? record with { Profile = change.Profile } : record;
        if (change.Joined.Length == 0 && change.Left.Length == 0)
        {
            return changed;
        }

        var names = new List<string>(record.Channels.Length + change.Joined.Length);
        var joins = new List<StreamPosition>(names.Capacity);
        for (var i = 0; i < record.Channels.Length; i++)
        {
            if (!change.Left.Contains(record.Channels[i]))
            {
                names.Add(record.Channels[i]);
                joins.Add(record.JoinOf(i));
            }
        }

        var places = change.Joined.Length <= MaxSearchedCount ? null : names.Index().ToDictionary(static name => name.Item, static name => name.Index, StringComparer.Ordinal);
        foreach (var (name, joined) in change.Joined)
        {
            var place = places is null ? names.IndexOf(name) : places.GetValueOrDefault(name, -1);
            if (place >= 0)
            {
                joins[place] = joined;
                continue;
            }

            places?.Add(name, names.Count);
            names.Add(name);
            joins.Add(joined);
        }

        return changed with { Channels = [.. names], Joins = [.. joins] };
    }
}
