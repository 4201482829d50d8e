using Microsoft.Extensions.Logging;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Gateway.Forwarding;

namespace RealtimeCluster.Gateway.Admin;

/// <summary>Gives this gateway's desk an address.</summary>
/// <remarks>Reentrant: it keeps no state of its own.</remarks>
[Orleans.Concurrency.Reentrant]
internal sealed class GatewayDeskService(GrainId grainId, Silo silo, ILoggerFactory loggerFactory, GatewayDesk desk)
    : GrainService(grainId, silo, loggerFactory), IGatewayDesk
{
    // Not in the turn: there may be very many to look at.
    public Task<FoundConnection[]> FindAsync(ConnectionQuery query) => OffScheduler.RunAsync(() => Task.FromResult(desk.Find(query)));

    public Task<bool> SendAsync(string environment, string connectionId, string eventName, Payload payload) =>
        Task.FromResult(desk.Send(environment, connectionId, eventName, payload));

    public Task<bool> DisconnectAsync(string connectionId) => desk.DisconnectAsync(connectionId);

    public Task DrainAsync()
    {
        desk.Drain();
        return Task.CompletedTask;
    }
}
