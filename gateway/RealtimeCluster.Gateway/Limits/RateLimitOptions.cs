namespace RealtimeCluster.Gateway.Limits;

/// <summary>One limit on how many events a user, or without a user an address, may send in a window of time.</summary>
public sealed class RateLimitOptions
{
    /// <summary>The limit's name, unique in its environment.</summary>
    public string Id { get; set; } = string.Empty;

    /// <summary>How many events fit in a window; at least 1. A message that a <c>rewind</c> brings counts as one, and so does every full 16 KiB of a member list or of such messages, if that is more.</summary>
    public int Rate { get; set; }

    /// <summary>Length of a window in seconds, 1 to 86 400. A window opens with the first event after the last one closed.</summary>
    public int DurationSeconds { get; set; }

    /// <summary>What the client is told when an event is refused. Default: a general text.</summary>
    public string? ErrorMessage { get; set; }
}
