namespace RealtimeCluster.Clustering.Parts;

/// <summary>Instead of an answer: it waits elsewhere.</summary>
/// <remarks>An exception and not a result, since nodes of former versions know the types of the results; they never ask in a way that gets it.</remarks>
[GenerateSerializer, Alias("realtime.large-answer-exception")]
public sealed class LargeAnswerException : Exception
{
    /// <summary>Creates one.</summary>
    public LargeAnswerException()
        : base("The answer is to be fetched in parts.")
    {
    }

    /// <summary>Creates one.</summary>
    /// <param name="message">What happened.</param>
    public LargeAnswerException(string message)
        : base(message)
    {
    }

    /// <summary>Creates one.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="innerException">Why.</param>
    public LargeAnswerException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The answer.</summary>
    [Id(0)]
    public LargeAnswer? Answer { get; init; }
}
