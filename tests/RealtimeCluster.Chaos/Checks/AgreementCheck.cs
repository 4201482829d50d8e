namespace RealtimeCluster.Chaos.Checks;

/// <summary>There is one order of a channel's messages that fits what every member saw, those without an acknowledgement included.</summary>
/// <remarks>
/// "Came right after" is an edge between two messages, the same one for all who agree; the order exists if the graph has no cycle.
/// Linear in the deliveries.
/// </remarks>
internal static class AgreementCheck
{
    public static IEnumerable<Violation> Run(ChannelHistory channel)
    {
        var following = new Dictionary<int, Dictionary<int, ChannelView>>();
        var waiting = new Dictionary<int, int>();
        foreach (var view in channel.Views)
        {
            // The first of duplicates counts: they have a check of their own.
            var sequence = view.Deliveries.Select(static delivery => delivery.MessageId).Distinct().ToArray();
            foreach (var id in sequence)
            {
                waiting.TryAdd(id, 0);
            }

            foreach (var (former, next) in sequence.Zip(sequence.Skip(1)))
            {
                if (!following.TryGetValue(former, out var nexts))
                {
                    following[former] = nexts = [];
                }

                if (nexts.TryAdd(next, view))
                {
                    waiting[next]++;
                }
            }
        }

        var free = new Queue<int>(waiting.Where(static entry => entry.Value == 0).Select(static entry => entry.Key));
        while (free.TryDequeue(out var id))
        {
            waiting.Remove(id);
            foreach (var next in following.GetValueOrDefault(id)?.Keys ?? Enumerable.Empty<int>())
            {
                if (--waiting[next] == 0)
                {
                    free.Enqueue(next);
                }
            }
        }

        if (waiting.Count > 0)
        {
            yield return new Violation(ViolationKind.Order, channel.Channel, $"No order fits all members: {Describe(following, waiting)}.");
        }
    }

    private static string Describe(Dictionary<int, Dictionary<int, ChannelView>> following, Dictionary<int, int> waiting)
    {
        // Walk backwards: everything left has a predecessor that is left, so the walk ends in a cycle.
        var former = new Dictionary<int, (int Id, ChannelView View)>();
        foreach (var id in waiting.Keys)
        {
            foreach (var (next, view) in following.GetValueOrDefault(id) ?? [])
            {
                former.TryAdd(next, (id, view));
            }
        }

        var path = new List<int> { waiting.Keys.First() };
        while (former[path[^1]].Id is var id)
        {
            path.Add(id);
            if (path.IndexOf(id) < path.Count - 1)
            {
                path.RemoveRange(0, path.IndexOf(id));
                break;
            }
        }

        path.Reverse();
        return string.Join("; ", path.Skip(1).Take(8).Select(id => $"{former[id].View.Session} saw message {former[id].Id} before {id}"));
    }
}
