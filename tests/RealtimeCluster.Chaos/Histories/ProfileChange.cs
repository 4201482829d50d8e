namespace RealtimeCluster.Chaos.Histories;

/// <summary>A session sets its profile.</summary>
/// <param name="profile">To what.</param>
/// <param name="sentAt">When it was first sent.</param>
internal sealed class ProfileChange(Profile profile, TimeSpan sentAt)
{
    public Profile Profile => profile;

    public TimeSpan SentAt => sentAt;

    /// <summary>When it was acknowledged; null while, or for ever, it was not.</summary>
    public TimeSpan? AnsweredAt { get; private set; }

    public void Confirm(TimeSpan at) => AnsweredAt = at;
}
