using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace RealtimeCluster.Gateway.ServerApi.Documentation;

/// <summary>Says of each endpoint what it takes and gives, for the API's description.</summary>
internal static class EndpointDescriptions
{
    private const string Json = "application/json";
    private const string Problem = "application/problem+json";

    /// <summary>An endpoint that sends one event.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="name">Its name.</param>
    /// <param name="summary">What it does.</param>
    /// <param name="isKept">Whether the event has a place in a log.</param>
    public static void DescribeSend(this RouteHandlerBuilder endpoint, string name, string summary, bool isKept)
    {
        string[] parameters = isKept ? ["eventName", "Idempotency-Key"] : ["eventName"];
        endpoint.Describe(name, summary, new ServerApiEndpoint(parameters, typeof(Shapes.Event), TakesBuffers: true, TakesBytes: true)).ProducesProblems(400, 408, 413, 415);
        if (isKept)
        {
            endpoint.Produces<Shapes.Position>(StatusCodes.Status200OK, Json);
        }
        else
        {
            endpoint.Produces(StatusCodes.Status204NoContent);
        }
    }

    public static void DescribeBatch(this RouteHandlerBuilder endpoint) => endpoint
        .Describe("PublishBatch", "Sends many events to any channels, at a fraction of what as many requests cost.", new ServerApiEndpoint([], typeof(Shapes.Batch), TakesBuffers: true))
        .Produces<Shapes.BatchAnswer>(StatusCodes.Status200OK, Json).ProducesProblems(400, 408, 413, 415);

    public static void DescribeMembers(this RouteHandlerBuilder endpoint) => endpoint
        .Describe("GetMembers", "The members of a channel, page by page.", new ServerApiEndpoint(["count", "cursor"]))
        .Produces<Shapes.MemberPage>(StatusCodes.Status200OK, Json).ProducesProblems(400, 410);

    public static void DescribeMemberCount(this RouteHandlerBuilder endpoint) => endpoint
        .Describe("GetMemberCount", "How many members a channel has.", new ServerApiEndpoint([]))
        .Produces<Shapes.MemberCount>(StatusCodes.Status200OK, Json).ProducesProblems(400);

    public static void DescribeHistory(this RouteHandlerBuilder endpoint) => endpoint
        .Describe("GetHistory", "The last events of a channel, or those from an offset on, as far as they are kept.", new ServerApiEndpoint(["from", "count"]))
        .Produces<Shapes.History>(StatusCodes.Status200OK, Json).ProducesProblems(400);

    public static void DescribeChannels(this RouteHandlerBuilder endpoint) => endpoint
        .Describe("GetChannels", "The channels that have members, in the ordinal order of their names.", new ServerApiEndpoint(["prefix", "count", "cursor"]))
        .Produces<Shapes.ChannelPage>(StatusCodes.Status200OK, Json).ProducesProblems(400);

    public static void DescribeDisconnect(this RouteHandlerBuilder endpoint) => endpoint
        .Describe("Disconnect", "Ends a connection for good.", new ServerApiEndpoint(["reason"]))
        .ProducesProblems(400).Produces(StatusCodes.Status204NoContent);

    public static void DescribeDisconnectUser(this RouteHandlerBuilder endpoint) => endpoint
        .Describe("DisconnectUser", "Ends all connections of a user for good.", new ServerApiEndpoint(["reason"]))
        .Produces<Shapes.EndedCount>(StatusCodes.Status200OK, Json).ProducesProblems(400);

    public static void DescribeRevoke(this RouteHandlerBuilder endpoint) => endpoint
        .Describe("Revoke", "Revokes a session or an API key: its connections end on every gateway, and new ones are refused.", new ServerApiEndpoint([], typeof(Shapes.Revocation)))
        .ProducesProblems(400, 408, 409, 413, 415).Produces(StatusCodes.Status204NoContent);

    private static RouteHandlerBuilder Describe(this RouteHandlerBuilder endpoint, string name, string summary, ServerApiEndpoint metadata) =>
        endpoint.WithName($"RealtimeServerApi.{name}").WithSummary(summary).WithTags("Realtime").DisableAntiforgery()
            .WithMetadata(metadata).ProducesProblems(401, 403, 404, 429, 500, 503);

    private static RouteHandlerBuilder ProducesProblems(this RouteHandlerBuilder endpoint, params int[] statuses)
    {
        foreach (var status in statuses)
        {
            endpoint.Produces<Shapes.Problem>(status, Problem);
        }

        return endpoint;
    }
}
