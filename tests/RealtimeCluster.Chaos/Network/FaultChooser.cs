namespace RealtimeCluster.Chaos.Network;

/// <summary>Decides which request fails, one in ten and as many in each way, how long one is held up and how long a WebSocket lives.</summary>
/// <param name="random">Who decides.</param>
internal sealed class FaultChooser(Random random)
{
    /// <summary>Of how many requests one fails.</summary>
    public const int OneIn = 10;

    private static readonly RequestFault[] Faults = [RequestFault.Refuse, RequestFault.CutBefore, RequestFault.CutWithin, RequestFault.Delay];

    private readonly Lock _lock = new();

    /// <summary>What becomes of the next request.</summary>
    public RequestFault Next()
    {
        lock (_lock)
        {
            return random.Next(OneIn) == 0 ? Faults[random.Next(Faults.Length)] : RequestFault.None;
        }
    }

    /// <summary>A random time.</summary>
    /// <param name="least">The least.</param>
    /// <param name="most">The most.</param>
    public TimeSpan Between(TimeSpan least, TimeSpan most)
    {
        lock (_lock)
        {
            return least + ((most - least) * random.NextDouble());
        }
    }
}
