namespace RealtimeCluster.Contracts.Payloads;

/// <summary>What became of a value that <see cref="InlineBinary"/> was to read.</summary>
public enum InlineBinaryOutcome
{
    /// <summary>It was read.</summary>
    Read,

    /// <summary>It has more binary parts than it may.</summary>
    TooMany,

    /// <summary>It has binary parts and an object with a property <c>_placeholder: true</c>, which clients would take for another one.</summary>
    Ambiguous,
}
