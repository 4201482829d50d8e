using RealtimeCluster.Load.Measuring;

namespace RealtimeCluster.Load.Tests.Measuring;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void Percentile_Empty_IsZero() => Assert.Equal(0, new LatencyHistogram().Percentile(99));

    [Theory]
    [InlineData(50, 500)]
    [InlineData(90, 900)]
    [InlineData(99, 990)]
    [InlineData(99.9, 999)]
    [InlineData(100, 1000)]
    public void Percentile_EveryValueOnce_IsWithinABucket(double percent, long expected)
    {
        var histogram = new LatencyHistogram();
        for (var micros = 1; micros <= 1000; micros++)
        {
            histogram.Record(micros);
        }

        Assert.InRange(histogram.Percentile(percent), expected * 0.97, expected * 1.03);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(1_000_000)]
    [InlineData(3_600_000_000)]
    public void Buckets_AnyValue_LieAroundIt(long micros)
    {
        var histogram = new LatencyHistogram();

        histogram.Record(micros);

        var bucket = Assert.Single(histogram.Buckets());
        Assert.InRange(micros, bucket.FromMicros, bucket.ToMicros - 1);
        Assert.InRange(bucket.ToMicros - bucket.FromMicros, 1, Math.Max(1, micros / 32));
        Assert.Equal(micros, histogram.MaxMicros);
        Assert.True(histogram.Percentile(50) <= micros);
    }

    [Fact]
    public void Record_Negative_CountsAsZero()
    {
        var histogram = new LatencyHistogram();

        histogram.Record(-5);

        Assert.Equal((0, 1, 1), Assert.Single(histogram.Buckets()));
    }

    [Fact]
    public void Add_Another_HasBoth()
    {
        var one = new LatencyHistogram();
        var other = new LatencyHistogram();
        one.Record(10);
        other.Record(20);

        one.Add(other);

        Assert.Equal(2, one.Count);
        Assert.Equal(20, one.MaxMicros);
        Assert.Equal(10, one.Percentile(50));
        Assert.Equal(20, one.Percentile(100));
    }
}
