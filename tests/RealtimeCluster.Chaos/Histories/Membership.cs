namespace RealtimeCluster.Chaos.Histories;

/// <summary>A session's time in a channel.</summary>
/// <param name="channel">The channel.</param>
/// <param name="joinedAt">When the join was acknowledged.</param>
/// <param name="position">What its acknowledgement said; none when the client library asks for none.</param>
internal sealed class Membership(int channel, TimeSpan joinedAt, Position? position)
{
    public int Channel => channel;

    public TimeSpan JoinedAt => joinedAt;

    public Position? Position => position;

    /// <summary>When the client asked to leave, if it did.</summary>
    public TimeSpan? LeftAt { get; private set; }

    public void Leave(TimeSpan at) => LeftAt = at;
}
