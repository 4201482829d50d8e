using Microsoft.Extensions.Options;
using RealtimeCluster.Clustering.Recovery;

namespace RealtimeCluster.Silo.Succession;

/// <summary>The deadlines of those who are away, in the clock's timestamps.</summary>
internal sealed class RecoveryClock(IOptions<RecoveryOptions> options, TimeProvider time)
{
    private long _lastLife;

    public TimeSpan Window => options.Value.Window;

    public long Now => time.GetTimestamp();

    public long WindowEnd => After(options.Value.Window);

    public long GraceEnd => After(options.Value.PresenceGrace);

    /// <summary>How long ago a timestamp was.</summary>
    public TimeSpan Since(long timestamp) => time.GetElapsedTime(timestamp);

    /// <summary>How long it is until a deadline.</summary>
    public TimeSpan Until(long deadline) => deadline <= Now ? TimeSpan.Zero : time.GetElapsedTime(Now, deadline);

    /// <summary>The deadline of a session that was last known at a time by the calendar; <see langword="null"/> when it is over.</summary>
    public long? WindowEndSince(DateTimeOffset lastKnown)
    {
        var left = lastKnown + options.Value.Window - time.GetUtcNow();
        return left <= TimeSpan.Zero ? null : After(left < options.Value.Window ? left : options.Value.Window);
    }

    /// <summary>
    /// A number for an epoch or term: never the same twice, and higher than any that this process gave or heard of, however its clock is set meanwhile. An
    /// owner whose predecessor had a clock that is ahead hears of a higher one, and takes another by <see cref="NextLifeAfter"/>.
    /// </summary>
    public long NextLife() => NextLifeAfter(0);

    /// <summary>A number like that of <see cref="NextLife"/>, and higher than another node's.</summary>
    /// <param name="heardOf">The other node's.</param>
    public long NextLifeAfter(long heardOf)
    {
        while (true)
        {
            var last = Volatile.Read(ref _lastLife);
            var next = Math.Max(LifeNow(), Math.Max(last, heardOf) + 1);
            if (Interlocked.CompareExchange(ref _lastLife, next, last) == last)
            {
                return next;
            }
        }
    }

    /// <summary>Whether a number is of a node whose clock is ahead of this one's: had it been given by this clock, it would be given only later.</summary>
    /// <param name="life">The number.</param>
    public bool IsAhead(long life) => life > LifeNow();

    public DateTimeOffset UtcNow => time.GetUtcNow();

    private long LifeNow() => (time.GetUtcNow().ToUnixTimeMilliseconds() << 20) | (uint)Random.Shared.Next(1 << 20);

    private long After(TimeSpan span) => Now + (long)(span.TotalSeconds * time.TimestampFrequency);
}
