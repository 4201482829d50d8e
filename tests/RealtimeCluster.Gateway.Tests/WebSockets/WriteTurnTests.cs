using RealtimeCluster.SocketIO.WebSockets;

namespace RealtimeCluster.Gateway.Tests.WebSockets;

public class WriteTurnTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task TakeAsync_ManyWriters_OneAtATimeAndNobodyForgotten()
    {
        var turn = new WriteTurn();
        var inside = 0;
        var count = 0;
        var writers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 5_000; i++)
            {
                if (!turn.TryTake())
                {
                    await turn.TakeAsync(CancellationToken.None);
                }

                Assert.Equal(1, Interlocked.Increment(ref inside));
                count++;
                Interlocked.Decrement(ref inside);
                turn.Release();
            }
        }));

        await Task.WhenAll(writers).WaitAsync(Deadline);

        Assert.Equal(40_000, count);
    }

    [Fact]
    public async Task TakeAsync_Cancelled_LeavesTheTurnToOthers()
    {
        var turn = new WriteTurn();
        Assert.True(turn.TryTake());
        using var cancellation = new CancellationTokenSource();
        var given = turn.TakeAsync(cancellation.Token);
        var next = turn.TakeAsync(CancellationToken.None);

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        Assert.False(next.IsCompleted);
        turn.Release();

        await next.WaitAsync(Deadline);
        Assert.False(turn.TryTake());
    }
}
