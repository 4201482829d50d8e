using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Gateway.Messages;

/// <summary>What a message is about: its channel and event name. A newer message of one subject supersedes an older one for clients that may miss some.</summary>
internal sealed class EventSubject(ChannelKey channel, byte[] eventName) : IEquatable<EventSubject>
{
    private readonly ChannelKey _channel = channel;
    private readonly byte[] _eventName = eventName;

    public bool Equals(EventSubject? other) => other is not null && _channel == other._channel && _eventName.AsSpan().SequenceEqual(other._eventName);

    public override bool Equals(object? obj) => Equals(obj as EventSubject);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(_channel);
        hash.AddBytes(_eventName);
        return hash.ToHashCode();
    }
}
