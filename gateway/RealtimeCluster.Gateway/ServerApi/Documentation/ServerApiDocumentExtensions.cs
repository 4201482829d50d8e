using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using RealtimeCluster.Gateway.Http;
using Scalar.AspNetCore;

namespace RealtimeCluster.Gateway.ServerApi.Documentation;

/// <summary>Serves the API's description, for programs and for people.</summary>
internal static class ServerApiDocumentExtensions
{
    // Also the file's name; the host's own descriptions, if it has any, are others.
    public const string Name = "openapi";

    public static IServiceCollection AddServerApiDocument(this IServiceCollection services)
    {
        services.TryAddSingleton<ServerApiDocumentEndpoint>();
        return services.AddOpenApi(Name, static options =>
        {
            // HEAD is what HTTP has for every GET; describing it would only repeat each read.
            options.ShouldInclude = static description => !HttpMethods.IsHead(description.HttpMethod ?? string.Empty)
                && description.ActionDescriptor.EndpointMetadata.OfType<ServerApiEndpoint>().Any();
            options.AddDocumentTransformer<ServerApiDocument>();
            options.AddOperationTransformer<ServerApiDocument>();
        });
    }

    /// <summary>Maps <c>/v1/openapi.json</c> and the page <c>/v1/docs</c>, which brings all it needs: browsers load nothing from elsewhere.</summary>
    public static IEndpointRouteBuilder MapServerApiDocument(this IEndpointRouteBuilder endpoints)
    {
        if (!endpoints.ServiceProvider.GetRequiredService<IOptions<ServerApiOptions>>().Value.Documentation)
        {
            return endpoints;
        }

        endpoints.MapRead($"/v1/{Name}.json", static (HttpContext context, ServerApiDocumentEndpoint document) => document.ReadAsync(context)).ExcludeFromDescription();
        endpoints.MapScalarApiReference("/v1/docs", static options =>
        {
            options.Title = "RealtimeCluster server API";
            options.OpenApiRoutePattern = $"/v1/{Name}.json";
            options.DefaultFonts = false;
            options.Telemetry = false;
            options.Agent = new ScalarAgentOptions { Disabled = true };
            options.Mcp = new ScalarMcpOptions { Disabled = true };
            options.ShowDeveloperTools = DeveloperToolsVisibility.Never;
        });
        return endpoints;
    }
}
