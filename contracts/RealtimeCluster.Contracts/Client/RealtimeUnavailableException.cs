namespace RealtimeCluster.Contracts.Client;

/// <summary>
/// No node of the cluster is there to do what was asked for, or the one that was asked is gone: all silos are down, or being replaced. The call may be
/// repeated; a send with the same idempotency key, since the first one may have been applied or may still be.
/// </summary>
[GenerateSerializer, Alias("realtime.unavailable")]
public sealed class RealtimeUnavailableException : Exception
{
    /// <summary>The fixed code that clients of every door are told.</summary>
    public const string Code = "unavailable";

    /// <summary>Creates one.</summary>
    public RealtimeUnavailableException()
        : this("No node of the cluster answers for this. The call may be repeated, a send with the same idempotency key.")
    {
    }

    /// <summary>Creates one.</summary>
    /// <param name="message">What happened.</param>
    public RealtimeUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Creates one.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">Why.</param>
    public RealtimeUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
