using RealtimeCluster.Clustering.Batches;

namespace RealtimeCluster.Contracts.Tests.Batches;

public sealed class BatchQueueTests
{
    [Fact]
    public void TakeBatch_MoreThanABatchHolds_IsCutByCountAndBytesInOrder()
    {
        var queue = Create(new BatchBounds(100, 1_000, MaxBatchCount: 3, MaxBatchBytes: 10));
        foreach (var size in new List<long> { 1, 2, 3, 4, 5, 2, 50, 1 })
        {
            queue.Enqueue(size);
        }

        var batches = new List<string>();
        for (var batch = queue.TakeBatch(); batch.Length > 0; batch = queue.TakeBatch())
        {
            batches.Add(string.Join(' ', batch));
        }

        Assert.Equal(["1 2 3", "4 5", "2", "50", "1"], batches);
        Assert.Equal((0, 0L), (queue.Count, queue.Bytes));
    }

    [Theory]
    [InlineData(2, 100, 1, true)]
    [InlineData(3, 100, 1, false)]
    [InlineData(3, 10, 4, true)]
    [InlineData(3, 10, 3, false)]
    public void IsFullFor_TwoItemsOfSevenBytesWait_IsBoundedInCountAndBytes(int maxCount, long maxBytes, long size, bool expected)
    {
        var queue = Create(new BatchBounds(maxCount, maxBytes, 10, 10));
        queue.Enqueue(3);
        queue.Enqueue(4);

        Assert.Equal(expected, queue.IsFullFor(size));
    }

    [Fact]
    public void IsFullFor_NothingWaits_TakesOneOfAnySize() => Assert.False(Create(new BatchBounds(1, 1, 1, 1)).IsFullFor(1_000));

    [Fact]
    public void WhenRoom_EveryoneWhoWaits_IsReleasedOnceAndTheNextWaitsAnew()
    {
        var queue = Create(new BatchBounds(1, 1, 1, 1));
        var (one, other) = (queue.WhenRoom, queue.WhenRoom);

        queue.ReleaseRoom();
        var next = queue.WhenRoom;

        Assert.True(one.IsCompleted && other.IsCompleted);
        Assert.False(next.IsCompleted);
    }

    [Fact]
    public void Clear_ThingsWait_NothingDoes()
    {
        var queue = Create(new BatchBounds(10, 10, 10, 10));
        queue.Enqueue(5);

        queue.Clear();

        Assert.Equal((0, 0L), (queue.Count, queue.Bytes));
        Assert.Empty(queue.TakeBatch());
    }

    private static BatchQueue<long> Create(BatchBounds bounds) => new(bounds, static size => size);
}
