namespace RealtimeCluster.Gateway.ServerApi.Documentation;

/// <summary>Marks an endpoint of the server API, and says what it reads of a request by itself.</summary>
/// <param name="Parameters">The names of its optional parameters.</param>
/// <param name="Body">The shape of its JSON body, if it has one.</param>
/// <param name="TakesBuffers">Whether that JSON may have binary parts, see <see cref="SendRequestReader.BuffersType"/>.</param>
/// <param name="TakesBytes">Whether the body may be a message's bytes instead.</param>
/// <remarks>
/// The framework's own metadata for bodies would have its router refuse other content types before the endpoint is asked, without
/// a word.
/// </remarks>
internal sealed record ServerApiEndpoint(IReadOnlyList<string> Parameters, Type? Body = null, bool TakesBuffers = false, bool TakesBytes = false);
