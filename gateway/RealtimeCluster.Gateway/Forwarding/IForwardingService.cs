using Orleans.Services;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Forwarding;

/// <summary>
/// What gateways do for each other's sessions. Addressed by the silo address, so only the life of a gateway that gave out a
/// session's id ever answers for it.
/// </summary>
/// <remarks>
/// The owner is where the session is, the edge where the client's request arrived. Calls about one id follow each other; no call is
/// held longer than <see cref="ForwardingOptions.CallHold"/>.
/// </remarks>
internal interface IForwardingService : IGrainService
{
    /// <summary>To the owner: the next packets of a polling session.</summary>
    [Alias("Poll")]
    Task<PollAnswer> PollAsync(PollRequest request);

    /// <summary>To the owner: a poll's packets are with the client, or they are lost and the session with them.</summary>
    [Alias("EndPoll")]
    Task EndPollAsync(Guid id, bool isDelivered);

    /// <summary>To the owner: the edge cannot hold this poll any longer; answer it with what there is.</summary>
    [Alias("ReleasePoll")]
    Task ReleasePollAsync(Guid id);

    /// <summary>To the owner: the body of a POST.</summary>
    [Alias("Post")]
    Task<ForwardingStatus> PostAsync(PostRequest request);

    /// <summary>To the owner: the body of a POST comes in at the edge, and is long.</summary>
    [Alias("PostMoves")]
    Task PostMovesAsync(string sid);

    /// <summary>To the owner: a request of this session failed at the edge so that the session must end.</summary>
    [Alias("Refuse")]
    Task RefuseAsync(string sid, DisconnectReason reason);

    /// <summary>To the owner: a WebSocket wants to take over a session.</summary>
    [Alias("OpenRelay")]
    Task<ForwardingStatus> OpenRelayAsync(RelayRequest request);

    /// <summary>To the owner: what came on a relayed WebSocket.</summary>
    [Alias("Receive")]
    Task<ForwardingStatus> ReceiveAsync(RelayInput input);

    /// <summary>To the owner: the edge stops; say goodbye to the client.</summary>
    [Alias("DrainRelay")]
    Task DrainRelayAsync(Guid id);

    /// <summary>To the edge: frames for a relayed WebSocket.</summary>
    [Alias("Write")]
    Task<ForwardingStatus> WriteAsync(RelayOutput output);

    /// <summary>To the edge: the owner is done with a relayed WebSocket.</summary>
    /// <param name="id">The relay.</param>
    /// <param name="isAborted">Whether to cut it.</param>
    [Alias("EndRelay")]
    Task EndRelayAsync(Guid id, bool isAborted);
}
