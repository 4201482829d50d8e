using System.Diagnostics.CodeAnalysis;

namespace RealtimeCluster.Gateway.Channels;

/// <summary>The connections of this gateway, by the ids that events name them by.</summary>
internal interface IEventReceivers
{
    bool TryGet(string id, [NotNullWhen(true)] out EventReceiver? receiver);
}
