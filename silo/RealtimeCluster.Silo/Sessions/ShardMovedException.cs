namespace RealtimeCluster.Silo.Sessions;

/// <summary>The activation that was called has been succeeded; nothing was applied, and the call may be repeated at once.</summary>
[GenerateSerializer, Alias("realtime.shard-moved")]
public sealed class ShardMovedException : Exception
{
    /// <summary>Creates one.</summary>
    public ShardMovedException()
        : base("The session shard has moved.")
    {
    }

    /// <summary>Creates one.</summary>
    /// <param name="message">What happened.</param>
    public ShardMovedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates one.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">Why.</param>
    public ShardMovedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
