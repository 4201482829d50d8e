using Microsoft.Extensions.Options;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Forwarding;

/// <summary>Takes POSTs to this gateway's sessions that arrived at other gateways.</summary>
internal sealed class OwnedPosts(EngineServers servers, IOptions<ForwardingOptions> options, TimeProvider timeProvider)
{
    private readonly ForwardingOptions _options = options.Value;
    private readonly LeasedRequests<ForwardedPost> _posts = new();

    public async Task<ForwardingStatus> PostAsync(PostRequest request)
    {
        if (!_posts.TryGet(request.Id, out var post))
        {
            var status = await BeginAsync(request).ConfigureAwait(false);
            if (status != ForwardingStatus.Pending || !_posts.TryGet(request.Id, out post))
            {
                return status;
            }
        }

        post.Renew();
        if (request.Bytes.Length > 0 && !post.TryAppend(request.Offset, request.Bytes))
        {
            post.Lose();
            return ForwardingStatus.BadRequest;
        }

        if (post.Outcome is null)
        {
            return ForwardingStatus.Pending;
        }

        try
        {
            var outcome = await post.Outcome.WaitAsync(_options.CallHold, timeProvider).ConfigureAwait(false);
            _posts.Remove(request.Id);
            return outcome;
        }
        catch (TimeoutException)
        {
            return ForwardingStatus.Pending;
        }
    }

    /// <summary>The other gateway is reading a long body of this session's client, which therefore lives.</summary>
    public void Moves(string sid)
    {
        if (servers.TryGet(sid, out var session))
        {
            session.Deadlines.ReadMoved();
        }
    }

    public void LoseAllOf(SiloAddress edge) => _posts.LoseAllOf(edge);

    private async Task<ForwardingStatus> BeginAsync(PostRequest request)
    {
        if (request.Offset > 0 || !servers.TryGet(request.Sid, out var session))
        {
            return ForwardingStatus.Unknown;
        }

        if (request.TotalBytes > session.Server.Limits.MaxFrameBytes)
        {
            session.Close(DisconnectReason.PacketTooLarge);
            return ForwardingStatus.TooLarge;
        }

        if (request.TotalBytes == 0)
        {
            session.Close(DisconnectReason.ProtocolError);
            return ForwardingStatus.BadRequest;
        }

        if (ForwardedPost.IsCounted(request.TotalBytes)
            && await session.Inbound.ReserveAsync(request.TotalBytes, _options.CallHold, CancellationToken.None).ConfigureAwait(false) is not null)
        {
            session.Close(DisconnectReason.InboundMemoryFull);
            return ForwardingStatus.BadRequest;
        }

        var post = new ForwardedPost(request.Edge, _options.RequestLease, timeProvider, session, request.TotalBytes);
        _posts.Add(request.Id, post);
        post.Lost.UnsafeRegister(_ => OnLost(request.Id, post), null);
        return ForwardingStatus.Pending;
    }

    /// <summary>The rest of the body does not come, or nobody asks what became of it.</summary>
    private void OnLost(Guid id, ForwardedPost post)
    {
        if (post.Outcome is null)
        {
            post.Session.Close(DisconnectReason.TransportLost);
            post.Free();
        }

        _posts.Remove(id);
    }
}
