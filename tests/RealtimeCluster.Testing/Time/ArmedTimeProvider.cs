using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace RealtimeCluster.Testing.Time;

/// <summary>Fake time that tells when somebody begins to wait, so that a test advances it only after that.</summary>
public sealed class ArmedTimeProvider : FakeTimeProvider
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly Channel<TimeSpan> _armed = Channel.CreateUnbounded<TimeSpan>();

    /// <inheritdoc />
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _armed.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Waits until somebody waits that long, who did not when this was last called; waits of other lengths are passed over.</summary>
    /// <param name="wait">The length of the wait.</param>
    /// <exception cref="TimeoutException">Nobody did.</exception>
    public async Task WaitUntilArmedAsync(TimeSpan wait)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var others = new List<TimeSpan>();
        try
        {
            TimeSpan armed;
            while ((armed = await _armed.Reader.ReadAsync(deadline.Token)) != wait)
            {
                others.Add(armed);
            }
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"Nobody began to wait for {wait}; others waited for [{string.Join(", ", others)}].");
        }
    }
}
