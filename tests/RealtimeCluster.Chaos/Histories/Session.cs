namespace RealtimeCluster.Chaos.Histories;

/// <summary>One logical session: all transports that had the same id, and what came over them in order.</summary>
/// <remarks>Written by its client only, one call at a time; read when the run is over.</remarks>
/// <param name="client">Whose it is.</param>
/// <param name="id">The id the server gave it, which is the member's id.</param>
/// <param name="isRemote">Whether another process tells of it, so that its times are late.</param>
internal sealed class Session(string client, string id, bool isRemote = false)
{
    private readonly List<Link> _links = [];
    private readonly List<Membership> _memberships = [];
    private readonly List<Delivery> _deliveries = [];
    private readonly List<MemberEvent> _memberEvents = [];
    private readonly List<ProfileChange> _profiles = [];
    private readonly List<ProfileNews> _profileNews = [];
    private readonly List<MissingNotice> _missingNotices = [];
    private int _published;

    public string Client => client;

    public string Id => id;

    /// <summary>Whether another process tells of it, so that its times are late.</summary>
    public bool IsRemote => isRemote;

    public IReadOnlyList<Link> Links => _links;

    public IReadOnlyList<Membership> Memberships => _memberships;

    public IReadOnlyList<Delivery> Deliveries => _deliveries;

    public IReadOnlyList<MemberEvent> MemberEvents => _memberEvents;

    /// <summary>The profiles it set, in order.</summary>
    public IReadOnlyList<ProfileChange> Profiles => _profiles;

    public IReadOnlyList<ProfileNews> ProfileNews => _profileNews;

    public IReadOnlyList<MissingNotice> MissingNotices => _missingNotices;

    /// <summary>Whether the client gave it up for another, or for good.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Whether a transport is open.</summary>
    public bool IsConnected => !IsOver && _links is [.., { LostAt: null }];

    public void Open(string gateway, TimeSpan at) => _links.Add(new Link(gateway, at));

    public void Hear(TimeSpan at) => _links[^1].HeardAt = at;

    public void Lose(TimeSpan at) => _links[^1].LostAt ??= at;

    public void End() => IsOver = true;

    public void Join(int channel, TimeSpan at, Position? position) => _memberships.Add(new Membership(channel, at, position));

    public void Leave(int channel, TimeSpan at) => _memberships.LastOrDefault(membership => membership.Channel == channel)?.Leave(at);

    public void Deliver(int messageId, int channel, TimeSpan at, int offsetHash = 0) =>
        _deliveries.Add(new Delivery(messageId, channel, at, offsetHash));

    public void See(int channel, string memberId, bool isJoin, TimeSpan at) => _memberEvents.Add(new MemberEvent(channel, memberId, isJoin, at));

    public ProfileChange SetProfile(Profile profile, TimeSpan at)
    {
        var change = new ProfileChange(profile, at);
        _profiles.Add(change);
        return change;
    }

    /// <summary>It is told of a member's profile.</summary>
    /// <param name="news">What.</param>
    public void Learn(ProfileNews news) => _profileNews.Add(news);

    /// <summary>It is told honestly that something of a channel is missing.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="at">When.</param>
    public void Miss(int channel, TimeSpan at) => _missingNotices.Add(new MissingNotice(channel, at));

    public int NextSequence() => ++_published;

    public override string ToString() => $"{client} [{id}]";
}
