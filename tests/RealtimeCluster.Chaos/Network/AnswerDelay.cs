namespace RealtimeCluster.Chaos.Network;

/// <summary>How long a slow server's answers take: each a random time, and now and then all of them stand still for some seconds.</summary>
/// <remarks>Knows no clock: it is told the time.</remarks>
/// <param name="least">The least delay of an answer.</param>
/// <param name="most">The most.</param>
/// <param name="stall">The longest standstill; zero for none.</param>
/// <param name="random">Who decides.</param>
internal sealed class AnswerDelay(TimeSpan least, TimeSpan most, TimeSpan stall, Random random)
{
    private static readonly TimeSpan StallEvery = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private TimeSpan? _nextStall;
    private TimeSpan _stalledUntil;

    /// <summary>When something that has come now may go on.</summary>
    /// <param name="now">The time of now.</param>
    public TimeSpan Release(TimeSpan now)
    {
        lock (_lock)
        {
            _nextStall ??= now + (StallEvery / 2);
            if (stall > TimeSpan.Zero && now >= _nextStall)
            {
                _stalledUntil = now + (stall * (0.5 + (random.NextDouble() / 2)));
                _nextStall = now + (StallEvery * (0.5 + random.NextDouble()));
            }

            var release = now + least + ((most - least) * random.NextDouble());
            return release < _stalledUntil ? _stalledUntil : release;
        }
    }
}
