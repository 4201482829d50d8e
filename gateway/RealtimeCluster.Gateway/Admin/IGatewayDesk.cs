using Orleans.Services;
using RealtimeCluster.Contracts.Payloads;

namespace RealtimeCluster.Gateway.Admin;

/// <summary>What a gateway does for the admin page of another one. Addressed by its silo address.</summary>
internal interface IGatewayDesk : IGrainService
{
    /// <summary>Finds connections here.</summary>
    [Alias("Find")]
    Task<FoundConnection[]> FindAsync(ConnectionQuery query);

    /// <summary>Sends an event to a connection here.</summary>
    /// <returns>Whether it is here and of that environment.</returns>
    [Alias("Send")]
    Task<bool> SendAsync(string environment, string connectionId, string eventName, Payload payload);

    /// <summary>Disconnects a connection here for good.</summary>
    /// <returns>Whether it was here.</returns>
    [Alias("Disconnect")]
    Task<bool> DisconnectAsync(string connectionId);

    /// <summary>Begins to close this gateway's sessions, as at SIGTERM; the process goes on. It takes no new ones until it is started anew.</summary>
    [Alias("Drain")]
    Task DrainAsync();
}
