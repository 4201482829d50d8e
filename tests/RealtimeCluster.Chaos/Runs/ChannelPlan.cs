namespace RealtimeCluster.Chaos.Runs;

/// <summary>Who is in which channels: as many members everywhere, and other company in each.</summary>
internal static class ChannelPlan
{
    /// <summary>Gives each client its channels.</summary>
    /// <param name="clientCount">How many clients.</param>
    /// <param name="channelsPerClient">How many channels each gets.</param>
    /// <param name="memberCount">How many members a channel should have.</param>
    /// <param name="random">Who mixes.</param>
    public static int[][] Make(int clientCount, int channelsPerClient, int memberCount, Random random)
    {
        // Channels come in blocks, and a client is in one channel of each: so never twice in the same.
        var blockSize = Math.Max(1, clientCount / memberCount);
        var plan = Enumerable.Range(0, clientCount).Select(_ => new int[channelsPerClient]).ToArray();
        for (var block = 0; block < channelsPerClient; block++)
        {
            var order = Enumerable.Range(0, clientCount).ToArray();
            random.Shuffle(order);
            for (var place = 0; place < clientCount; place++)
            {
                plan[order[place]][block] = (block * blockSize) + (place % blockSize);
            }
        }

        return plan;
    }
}
