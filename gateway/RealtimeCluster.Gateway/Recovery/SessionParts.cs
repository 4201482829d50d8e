using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Gateway.Connections;

namespace RealtimeCluster.Gateway.Recovery;

/// <summary>What of one session changed since its shard was last written to.</summary>
internal sealed class SessionParts
{
    private HashSet<ChannelKey>? _channels;
    private bool _hasProfile;

    /// <summary>Whether all of it is to be written.</summary>
    public bool IsWhole { get; private set; }

    public void Add(SessionPart part)
    {
        if (part.Channel is { } channel)
        {
            (_channels ??= []).Add(channel);
        }
        else if (part.IsProfile)
        {
            _hasProfile = true;
        }
        else
        {
            IsWhole = true;
        }
    }

    /// <summary>The change, as the connection is now.</summary>
    public SessionChange Describe(Connection connection, Session session)
    {
        var joined = new List<SessionChannel>();
        var left = new List<string>();
        foreach (var channel in _channels ?? [])
        {
            if (connection.Channels.Find(channel) is { } isIn)
            {
                joined.Add(isIn);
            }
            else
            {
                left.Add(channel.Name);
            }
        }

        return new SessionChange
        {
            ConnectionId = connection.Id,
            Generation = session.Generation,
            Joined = [.. joined],
            Left = [.. left],
            HasProfile = _hasProfile,
            Profile = _hasProfile ? connection.Profile : null,
        };
    }
}
