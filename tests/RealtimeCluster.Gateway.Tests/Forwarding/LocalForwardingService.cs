using RealtimeCluster.Gateway.Forwarding;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Tests.Forwarding;

/// <summary>The forwarding service of the process itself: owner and edge at once, without a cluster between them.</summary>
internal sealed class LocalForwardingService(
    Lazy<OwnedPolls> polls,
    Lazy<OwnedPosts> posts,
    Lazy<OwnedRelays> owned,
    Lazy<EdgeRelays> relays,
    Lazy<EngineServers> servers) : IForwardingService
{
    public Task<PollAnswer> PollAsync(PollRequest request) => polls.Value.PollAsync(request);

    public Task EndPollAsync(Guid id, bool isDelivered) => OffScheduler.RunAsync(() => polls.Value.End(id, isDelivered));

    public Task ReleasePollAsync(Guid id) => OffScheduler.RunAsync(() => polls.Value.Release(id));

    public Task<ForwardingStatus> PostAsync(PostRequest request) => posts.Value.PostAsync(request);

    public Task PostMovesAsync(string sid)
    {
        posts.Value.Moves(sid);
        return Task.CompletedTask;
    }

    public Task RefuseAsync(string sid, DisconnectReason reason) => OffScheduler.RunAsync(() => servers.Value.Close(sid, reason));

    public Task<ForwardingStatus> OpenRelayAsync(RelayRequest request) => Task.FromResult(owned.Value.Open(request));

    public Task<ForwardingStatus> ReceiveAsync(RelayInput input) => owned.Value.ReceiveAsync(input);

    public Task DrainRelayAsync(Guid id) => OffScheduler.RunAsync(() => owned.Value.Drain(id));

    public Task<ForwardingStatus> WriteAsync(RelayOutput output) => relays.Value.WriteAsync(output);

    public Task EndRelayAsync(Guid id, bool isAborted) => OffScheduler.RunAsync(() => relays.Value.End(id, isAborted));
}
