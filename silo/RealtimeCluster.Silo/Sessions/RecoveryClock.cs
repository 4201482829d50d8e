using Microsoft.Extensions.Options;
using RealtimeCluster.Clustering.Recovery;

namespace RealtimeCluster.Silo.Sessions;

/// <summary>The deadlines of those who are away, in the clock's timestamps.</summary>
internal sealed class RecoveryClock(IOptions<RecoveryOptions> options, TimeProvider time)
{
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
    /// A number for an epoch or term: higher than any earlier one as long as clocks do not go back by more than an owner's life,
    /// and never the same twice.
    /// </summary>
    public long NextLife() => (time.GetUtcNow().ToUnixTimeMilliseconds() << 20) | (uint)Random.Shared.Next(1 << 20);

    public DateTimeOffset UtcNow => time.GetUtcNow();

    private long After(TimeSpan span) => Now + (long)(span.TotalSeconds * time.TimestampFrequency);
}
