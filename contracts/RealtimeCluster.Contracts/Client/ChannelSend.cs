namespace RealtimeCluster.Contracts.Client;

/// <summary>One event of a batch.</summary>
/// <param name="Channel">The channel's name.</param>
/// <param name="EventName">The event's name; any but those reserved by Socket.IO.</param>
/// <param name="Payload">The value of <c>message</c>.</param>
/// <param name="IdempotencyKey">As with a single send: up to 128 characters.</param>
public sealed record ChannelSend(string Channel, string EventName, object? Payload, string? IdempotencyKey = null);
