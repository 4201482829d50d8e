using Microsoft.Extensions.Logging;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Forwarding;

/// <summary>Receives what other gateways ask and hands it to the classes that do it.</summary>
/// <remarks>
/// Reentrant, since most calls wait; what they reach is thread-safe, and each poll, POST and relay has one call in flight. Every
/// call leaves the grain's scheduler first: the sessions behind it must never run, nor call other grains, in its turns.
/// </remarks>
[Orleans.Concurrency.Reentrant]
internal sealed class ForwardingService(
    GrainId grainId,
    Silo silo,
    ILoggerFactory loggerFactory,
    OwnedPolls polls,
    OwnedPosts posts,
    OwnedRelays owned,
    EdgeRelays relays,
    EngineServers servers)
    : GrainService(grainId, silo, loggerFactory), IForwardingService
{
    public Task<PollAnswer> PollAsync(PollRequest request) => OffScheduler.RunAsync(() => polls.PollAsync(request));

    public Task EndPollAsync(Guid id, bool isDelivered) => OffScheduler.RunAsync(() => polls.End(id, isDelivered));

    public Task ReleasePollAsync(Guid id) => OffScheduler.RunAsync(() => polls.Release(id));

    public Task<ForwardingStatus> PostAsync(PostRequest request) => OffScheduler.RunAsync(() => posts.PostAsync(request));

    public Task PostMovesAsync(string sid) => OffScheduler.RunAsync(() => posts.Moves(sid));

    public Task RefuseAsync(string sid, DisconnectReason reason) => OffScheduler.RunAsync(() => servers.Close(sid, reason));

    public Task<ForwardingStatus> OpenRelayAsync(RelayRequest request) =>
        OffScheduler.RunAsync(() => Task.FromResult(owned.Open(request)));

    public Task<ForwardingStatus> ReceiveAsync(RelayInput input) => OffScheduler.RunAsync(() => owned.ReceiveAsync(input));

    public Task DrainRelayAsync(Guid id) => OffScheduler.RunAsync(() => owned.Drain(id));

    public Task<ForwardingStatus> WriteAsync(RelayOutput output) => OffScheduler.RunAsync(() => relays.WriteAsync(output));

    public Task EndRelayAsync(Guid id, bool isAborted) => OffScheduler.RunAsync(() => relays.End(id, isAborted));
}
