using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Sessions;

namespace RealtimeCluster.Silo.Sessions;

/// <summary>Puts what changed in a session into its record.</summary>
internal static class SessionChanges
{
    /// <summary>The record as it is after a change. Applying it again changes nothing.</summary>
    /// <param name="record">The session, in few channels: every name is looked at.</param>
    /// <param name="change">What changed.</param>
    public static SessionRecord Apply(SessionRecord record, SessionChange change)
    {
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

        foreach (var (name, joined) in change.Joined)
        {
            var place = names.IndexOf(name);
            if (place >= 0)
            {
                joins[place] = joined;
            }
            else
            {
                names.Add(name);
                joins.Add(joined);
            }
        }

        return record with { Channels = [.. names], Joins = [.. joins] };
    }
}
