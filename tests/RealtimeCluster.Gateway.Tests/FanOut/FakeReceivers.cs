using System.Diagnostics.CodeAnalysis;
using RealtimeCluster.Gateway.Channels;

namespace RealtimeCluster.Gateway.Tests.FanOut;

internal sealed class FakeReceivers(params IEnumerable<FakeReceiver> receivers) : IEventReceivers
{
    private readonly Dictionary<string, FakeReceiver> _receivers = receivers.ToDictionary(static receiver => receiver.Id);

    public void Remove(string id) => _receivers.Remove(id);

    public bool TryGet(string id, [NotNullWhen(true)] out EventReceiver? receiver)
    {
        var isFound = _receivers.TryGetValue(id, out var found);
        receiver = found;
        return isFound;
    }
}
