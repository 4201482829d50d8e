using RealtimeCluster.Contracts.Broadcast;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Contracts.Users;

namespace RealtimeCluster.Contracts.Client;

/// <summary>Speaks to the owners of channels as a server, by grain calls.</summary>
internal sealed class RealtimeClient(IGrainFactory grains, TimeSpan timeout, string? environment) : IRealtimeClient
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(20);

    public string Environment => environment
        ?? throw new InvalidOperationException("Set RealtimeClientOptions.Environment, or use ForEnvironment.");

    public IRealtimeClient ForEnvironment(string environment)
    {
        ArgumentException.ThrowIfNullOrEmpty(environment);
        return new RealtimeClient(grains, timeout, environment);
    }

    public Task<StreamPosition> SendAsync(string channel, string eventName, object? payload, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(channel);
        var key = ChannelKey.ForChannel(Environment, ChannelName.FromText(channel));
        return PublishAsync(grains.GetGrain<IChannelGrain>(key.ToGrainKey()), eventName, payload, cancellationToken);
    }

    public Task<StreamPosition> BroadcastAsync(string eventName, object? payload, CancellationToken cancellationToken)
    {
        var key = ChannelKey.ForBroadcast(Environment);
        return PublishAsync(grains.GetGrain<IBroadcastGrain>(key.ToGrainKey()), eventName, payload, cancellationToken);
    }

    public Task<StreamPosition> SendToUserAsync(string userId, string eventName, object? payload, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(userId);
        var key = ChannelKey.ForUser(Environment, userId);
        return PublishAsync(grains.GetGrain<IUserGrain>(key.ToGrainKey()), eventName, payload, cancellationToken);
    }

    public async Task<ChannelMembers> GetMembersAsync(string channel, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(channel);
        var key = ChannelKey.ForChannel(Environment, ChannelName.FromText(channel));
        var list = await grains.GetGrain<IChannelGrain>(key.ToGrainKey()).GetMembersAsync().WaitAsync(timeout, cancellationToken);
        return new ChannelMembers([.. list.ToMembers().Select(member => new ChannelMember(member.ConnectionId, member.Profile))], list.Position);
    }

    private async Task<StreamPosition> PublishAsync(IChannelOwner owner, string eventName, object? payload, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(eventName);
        if (EventName.IsReserved(eventName))
        {
            throw new ArgumentException($"'{eventName}' is reserved by Socket.IO.", nameof(eventName));
        }

        var command = new ChannelCommand
        {
            Kind = ChannelCommandKind.Publish,
            EventName = EventName.ToToken(eventName),
            Payload = PayloadSerializer.Default.Serialize(payload),
        };
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        while (true)
        {
            var reply = await owner.PublishAsync([command]).WaitAsync(timeout, cancellationToken);
            if (!reply.TermMismatch)
            {
                return reply.Position(0);
            }

            // An owner that has been succeeded applied nothing; the next call finds its successor.
            await Task.Delay(RetryDelay, deadline.Token);
        }
    }
}
