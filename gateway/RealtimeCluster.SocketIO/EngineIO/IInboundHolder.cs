using RealtimeCluster.SocketIO.Addresses;

namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>Somebody who sends something large: whose memory it is, and who is told when it must be given back.</summary>
internal interface IInboundHolder
{
    /// <summary>Where it is sent from.</summary>
    AddressPrefix Address { get; }

    /// <summary>On whose behalf.</summary>
    InboundParty Party { get; }

    /// <summary>Others wait, and too little came for what is held: whatever is being read is to be given up at once.</summary>
    void OnTooSlow();
}
