using RealtimeCluster.Contracts.Payloads;

namespace RealtimeCluster.Gateway.ServerApi;

/// <summary>What a request says of one event to send; <see langword="null"/> where it says nothing.</summary>
internal record struct SendFields
{
    /// <summary>The channel; only in a batch.</summary>
    public string? Channel { get; set; }

    /// <summary>The event's name.</summary>
    public string? EventName { get; set; }

    /// <summary>The value of <c>message</c>.</summary>
    public Payload? Message { get; set; }

    /// <summary>What is wrong with the message, if anything.</summary>
    public ServerProblem? Fault { get; set; }

    /// <summary>The idempotency key; only in a batch.</summary>
    public string? IdempotencyKey { get; set; }
}
