namespace RealtimeCluster.Silo.Succession;

/// <summary>An owner was asked to hand over by one whose term is not higher: that one is older, or its clock is behind.</summary>
[GenerateSerializer, Alias("realtime.higher-term")]
public sealed class HigherTermException : Exception
{
    /// <summary>Creates one.</summary>
    public HigherTermException()
        : this(0)
    {
    }

    /// <summary>Creates one.</summary>
    /// <param name="term">The term of the owner that was asked.</param>
    public HigherTermException(long term)
        : base("The owner has a term that is not lower.") => Term = term;

    /// <summary>Creates one.</summary>
    /// <param name="message">What happened.</param>
    public HigherTermException(string message)
        : base(message)
    {
    }

    /// <summary>Creates one.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">Why.</param>
    public HigherTermException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The term of the owner that was asked.</summary>
    [Id(0)]
    public long Term { get; init; }
}
