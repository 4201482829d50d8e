using RealtimeCluster.Contracts.Payloads;

namespace RealtimeCluster.Gateway.ServerApi;

/// <summary>How the messages of a request are to be read.</summary>
/// <param name="MaxDepth">How deep one may be.</param>
/// <param name="HasBinary">Whether binary parts stand in them as Node's <c>Buffer</c> writes itself.</param>
/// <param name="MaxAttachments">The most binary parts of one.</param>
internal readonly record struct MessageRules(int MaxDepth, bool HasBinary, int MaxAttachments)
{
    /// <summary>Reads one.</summary>
    /// <param name="json">One valid JSON value.</param>
    /// <param name="message">The message, unless something is wrong with it.</param>
    public ServerProblem? Read(ReadOnlySpan<byte> json, out Payload? message)
    {
        if (!HasBinary)
        {
            message = new Payload(json.ToArray());
            return null;
        }

        return InlineBinary.Read(json, MaxAttachments, out message) switch
        {
            InlineBinaryOutcome.Read => null,
            InlineBinaryOutcome.TooMany => ServerProblem.TooManyAttachments with { Detail = $"The most is {MaxAttachments}." },
            _ => ServerProblem.AmbiguousBinary,
        };
    }
}
