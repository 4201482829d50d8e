namespace RealtimeCluster.Chaos.Clients;

/// <summary>When socket.io-client tries again: after a second, doubled up to five, each give or take half.</summary>
/// <param name="random">Who decides.</param>
internal sealed class ReconnectDelay(Random random)
{
    private const double Jitter = 0.5;
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    private int _attempts;

    public void Reset() => _attempts = 0;

    public TimeSpan Next()
    {
        var delay = First * Math.Pow(2, Math.Min(_attempts++, 10)) * (1 + (Jitter * ((2 * random.NextDouble()) - 1)));
        return delay < Longest ? delay : Longest;
    }
}
