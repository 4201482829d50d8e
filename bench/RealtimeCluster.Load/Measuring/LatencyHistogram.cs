using System.Numerics;

namespace RealtimeCluster.Load.Measuring;

/// <summary>Counts durations in buckets that are linear within a power of two: three per cent wide at any size.</summary>
internal sealed class LatencyHistogram
{
    private const int LinearBits = 5;
    private const int PerOctave = 1 << LinearBits;
    private const int BucketCount = 40 * PerOctave;

    private readonly long[] _counts = new long[BucketCount];

    public long Count { get; private set; }

    public long MaxMicros { get; private set; }

    public void Record(long micros)
    {
        micros = Math.Max(micros, 0);
        _counts[BucketOf(micros)]++;
        Count++;
        MaxMicros = Math.Max(MaxMicros, micros);
    }

    /// <summary>The duration that this share of all did not exceed, or 0 if there are none.</summary>
    /// <param name="percent">Above 0, at most 100.</param>
    public long Percentile(double percent)
    {
        var wanted = (long)Math.Ceiling(Count * percent / 100);
        long sum = 0;
        for (var i = 0; i < BucketCount && wanted > 0; i++)
        {
            sum += _counts[i];
            if (sum >= wanted)
            {
                return Math.Min((FloorOf(i) + FloorOf(i + 1) - 1) / 2, MaxMicros);
            }
        }

        return 0;
    }

    /// <summary>Adds what another counted.</summary>
    public void Add(LatencyHistogram other)
    {
        for (var i = 0; i < BucketCount; i++)
        {
            _counts[i] += other._counts[i];
        }

        Count += other.Count;
        MaxMicros = Math.Max(MaxMicros, other.MaxMicros);
    }

    public void Clear()
    {
        Array.Clear(_counts);
        Count = 0;
        MaxMicros = 0;
    }

    /// <summary>The buckets that hold something, by their lower bound.</summary>
    public IEnumerable<(long FromMicros, long ToMicros, long Count)> Buckets()
    {
        for (var i = 0; i < BucketCount; i++)
        {
            if (_counts[i] > 0)
            {
                yield return (FloorOf(i), FloorOf(i + 1), _counts[i]);
            }
        }
    }

    private static int BucketOf(long micros)
    {
        if (micros < PerOctave)
        {
            return (int)micros;
        }

        var octave = BitOperations.Log2((ulong)micros) - LinearBits;
        return Math.Min(((octave + 1) << LinearBits) + (int)((micros >> octave) & (PerOctave - 1)), BucketCount - 1);
    }

    private static long FloorOf(int bucket)
    {
        var octave = (bucket >> LinearBits) - 1;
        return octave < 0 ? bucket : (long)(PerOctave + (bucket & (PerOctave - 1))) << octave;
    }
}
