namespace RealtimeCluster.Client.Http.Requests;

/// <summary>One call to a gateway.</summary>
/// <param name="Method">What is done.</param>
/// <param name="Environment">Where.</param>
/// <param name="Path">What is below the environment, encoded, with its query.</param>
/// <param name="IsRepeatable">Whether doing it twice is the same as once.</param>
internal sealed record GatewayRequest(HttpMethod Method, string Environment, string Path, bool IsRepeatable)
{
    /// <summary>The body, if there is one, and its media type.</summary>
    public (ReadOnlyMemory<byte> Bytes, string MediaType)? Body { get; init; }

    /// <summary>By which a send that is repeated is recognised.</summary>
    public string? IdempotencyKey { get; init; }
}
