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

    /// <summary>How long it is until a deadline.</summary>
    public TimeSpan Until(long deadline) => deadline <= Now ? TimeSpan.Zero : time.GetElapsedTime(Now, deadline);

    private long After(TimeSpan span) => Now + (long)(span.TotalSeconds * time.TimestampFrequency);
}
