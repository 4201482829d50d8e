using System.Text.RegularExpressions;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace RealtimeCluster.Gateway.ServerApi.Documentation;

/// <summary>Adds to the API's description what the endpoints read by themselves: the names in their paths, parameters, the token.</summary>
internal sealed partial class ServerApiDocument : IOpenApiDocumentTransformer, IOpenApiOperationTransformer
{
    private const string Scheme = "serverToken";

    private static readonly Dictionary<string, (ParameterLocation In, JsonSchemaType Type, string Description)> Parameters = new(StringComparer.Ordinal)
    {
        ["eventName"] = (ParameterLocation.Query, JsonSchemaType.String, "The event's name, where the body is application/octet-stream."),
        ["Idempotency-Key"] = (ParameterLocation.Header, JsonSchemaType.String, "Up to 128 characters: of all sends to one log with the same key only the first is an event."),
        ["count"] = (ParameterLocation.Query, JsonSchemaType.Integer, "The most entries to return; 1 to 10000, of channels to 1000."),
        ["cursor"] = (ParameterLocation.Query, JsonSchemaType.String, "The cursor of the page before."),
        ["prefix"] = (ParameterLocation.Query, JsonSchemaType.String, "What the names begin with; without it all."),
        ["reason"] = (ParameterLocation.Query, JsonSchemaType.String, "What the clients are told, up to 256 characters."),
        ["from"] = (ParameterLocation.Query, JsonSchemaType.Integer, "The first offset; without it the last events."),
    };

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "RealtimeCluster server API",
            Version = "v1",
            Description = "What backends do with channels, users and connections over HTTP. Errors are problem details (RFC 9457) with a fixed code.",
        };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
        document.Components.SecuritySchemes[Scheme] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "One of Realtime:ServerTokens.",
        };
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] }];
        return Task.CompletedTask;
    }

    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.Parameters ??= [];
        foreach (Match match in RouteParameter().Matches(context.Description.RelativePath ?? string.Empty))
        {
            operation.Parameters.Add(Create(match.Groups[1].Value, ParameterLocation.Path, JsonSchemaType.String, null));
        }

        var endpoint = context.Description.ActionDescriptor.EndpointMetadata.OfType<ServerApiEndpoint>().Single();
        foreach (var name in endpoint.Parameters)
        {
            var (location, type, description) = Parameters[name];
            operation.Parameters.Add(Create(name, location, type, description));
        }

        if (endpoint.Body is not null)
        {
            var content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["application/json"] = new() { Schema = await context.GetOrCreateSchemaAsync(endpoint.Body, cancellationToken: cancellationToken) },
            };
            if (endpoint.TakesBuffers)
            {
                content[SendRequestReader.BuffersType] = new() { Schema = await context.GetOrCreateSchemaAsync(endpoint.Body, cancellationToken: cancellationToken) };
            }

            if (endpoint.TakesBytes)
            {
                content["application/octet-stream"] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } };
            }

            operation.RequestBody = new OpenApiRequestBody { Required = true, Content = content };
        }
    }

    private static OpenApiParameter Create(string name, ParameterLocation location, JsonSchemaType type, string? description) => new()
    {
        Name = name,
        In = location,
        Required = location == ParameterLocation.Path,
        Description = description,
        Schema = new OpenApiSchema { Type = type },
    };

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex RouteParameter();
}
