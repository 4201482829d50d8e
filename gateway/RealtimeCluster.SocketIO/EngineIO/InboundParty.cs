namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>On whose behalf inbound memory is held, beside the address: parties have fair shares of it.</summary>
/// <param name="Kind">What the party is.</param>
/// <param name="Environment">Its environment, of clients.</param>
internal readonly record struct InboundParty(InboundPartyKind Kind, string? Environment = null)
{
    /// <summary>The clients of an environment.</summary>
    /// <param name="environment">The environment's id.</param>
    public static InboundParty ClientsOf(string environment) => new(InboundPartyKind.Clients, environment);
}
