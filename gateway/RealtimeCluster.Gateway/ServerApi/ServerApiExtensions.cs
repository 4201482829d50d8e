using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using RealtimeCluster.Contracts.Client;
using RealtimeCluster.Gateway.Environments;
using RealtimeCluster.Gateway.Http;
using RealtimeCluster.Gateway.ServerApi.Documentation;
using RealtimeCluster.Gateway.Uplink;

namespace RealtimeCluster.Gateway.ServerApi;

/// <summary>Registers and maps the HTTP API for servers that are not in the cluster.</summary>
internal static class ServerApiExtensions
{
    private const string Root = "/v1/environments/{environment}";

    /// <summary>Adds what the endpoints are made of.</summary>
    public static IServiceCollection AddServerApi(this IServiceCollection services)
    {
        services.AddRealtimeClient();
        services.AddPublishTracing();
        services.AddOptionsWithValidateOnStart<ServerApiOptions, ServerApiOptionsValidator>().BindConfiguration(ServerApiOptions.SectionName);
        services.TryAddSingleton<ServerApiGate>();
        services.TryAddSingleton<RequestBody>();
        services.TryAddSingleton<SendRules>();
        services.TryAddSingleton<SendRequestReader>();
        services.TryAddSingleton<SendEndpoints>();
        services.TryAddSingleton<BatchEndpoint>();
        services.TryAddSingleton<MemberEndpoints>();
        services.TryAddSingleton<HistoryEndpoint>();
        services.TryAddSingleton<ChannelsEndpoint>();
        services.TryAddSingleton<DisconnectEndpoints>();
        services.TryAddSingleton<RevocationEndpoint>();
        return services.AddServerApiDocument();
    }

    /// <summary>Maps the endpoints, and their description unless that is switched off.</summary>
    public static IEndpointRouteBuilder MapServerApi(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost(
                $"{Root}/channels/{{channel}}/events",
                static (HttpContext context, ServerApiGate gate, SendEndpoints send) => gate.RunAsync(context, ServerVerb.Publish, send.PublishAsync))
            .DescribeSend("Publish", "Sends an event to the members of a channel.", isKept: true);
        endpoints.MapPost(
                $"{Root}/broadcast",
                static (HttpContext context, ServerApiGate gate, SendEndpoints send) => gate.RunAsync(context, ServerVerb.Broadcast, send.BroadcastAsync))
            .DescribeSend("Broadcast", "Sends an event to every connection of the environment.", isKept: true);
        endpoints.MapPost(
                $"{Root}/users/{{user}}/events",
                static (HttpContext context, ServerApiGate gate, SendEndpoints send) => gate.RunAsync(context, ServerVerb.SendToUser, send.SendToUserAsync))
            .DescribeSend("SendToUser", "Sends an event to every connection of a user.", isKept: true);
        endpoints.MapPost(
                $"{Root}/connections/{{connection}}/events",
                static (HttpContext context, ServerApiGate gate, SendEndpoints send) => gate.RunAsync(context, ServerVerb.SendToConnection, send.SendToConnectionAsync))
            .DescribeSend("SendToConnection", "Sends an event to one connection, outside every order.", isKept: false);
        endpoints.MapPost(
                $"{Root}/batch",
                static (HttpContext context, ServerApiGate gate, BatchEndpoint batch) => gate.RunAsync(context, ServerVerb.Publish, batch.PublishAsync))
            .DescribeBatch();
        endpoints.MapServerReads();
        endpoints.MapServerActs();
        return endpoints.MapServerApiDocument();
    }

    private static void MapServerReads(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapRead(
                $"{Root}/channels",
                static (HttpContext context, ServerApiGate gate, ChannelsEndpoint channels) => gate.RunAsync(context, ServerVerb.ReadChannels, channels.ReadPageAsync))
            .DescribeChannels();
        endpoints.MapRead(
                $"{Root}/channels/{{channel}}/members",
                static (HttpContext context, ServerApiGate gate, MemberEndpoints members) => gate.RunAsync(context, ServerVerb.ReadMembers, members.ReadPageAsync))
            .DescribeMembers();
        endpoints.MapRead(
                $"{Root}/channels/{{channel}}/members/count",
                static (HttpContext context, ServerApiGate gate, MemberEndpoints members) => gate.RunAsync(context, ServerVerb.ReadMembers, members.CountAsync))
            .DescribeMemberCount();
        endpoints.MapRead(
                $"{Root}/channels/{{channel}}/events",
                static (HttpContext context, ServerApiGate gate, HistoryEndpoint history) => gate.RunAsync(context, ServerVerb.ReadHistory, history.ReadAsync))
            .DescribeHistory();
    }

    private static void MapServerActs(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapDelete(
                $"{Root}/connections/{{connection}}",
                static (HttpContext context, ServerApiGate gate) => gate.RunAsync(context, ServerVerb.Disconnect, DisconnectEndpoints.DisconnectAsync))
            .DescribeDisconnect();
        endpoints.MapDelete(
                $"{Root}/users/{{user}}/connections",
                static (HttpContext context, ServerApiGate gate, DisconnectEndpoints ends) => gate.RunAsync(context, ServerVerb.Disconnect, ends.DisconnectUserAsync))
            .DescribeDisconnectUser();
        endpoints.MapPost(
                $"{Root}/revocations",
                static (HttpContext context, ServerApiGate gate, RevocationEndpoint revocations) => gate.RunAsync(context, ServerVerb.Revoke, revocations.RevokeAsync))
            .DescribeRevoke();
    }
}
