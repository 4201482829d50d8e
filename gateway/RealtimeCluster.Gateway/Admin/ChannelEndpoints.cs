using Microsoft.AspNetCore.Http;
using RealtimeCluster.Contracts.Client;
using RealtimeCluster.Gateway.Environments;
using RealtimeCluster.Gateway.ServerApi;

namespace RealtimeCluster.Gateway.Admin;

/// <summary>Shows a channel and sends test messages, by the endpoints of the server API. Names stand in the query.</summary>
internal sealed class ChannelEndpoints(
    EnvironmentRegistry registry,
    IRealtimeClient client,
    MemberEndpoints members,
    HistoryEndpoint history,
    SendEndpoints send,
    ConnectionEndpoints connections,
    AdminActions actions)
{
    /// <summary>A page of the members of channel <c>name</c>.</summary>
    public Task<IResult> ReadMembersAsync(HttpContext context) => RunAsync(context, members.ReadPageAsync);

    /// <summary>A piece of the history of channel <c>name</c>.</summary>
    public Task<IResult> ReadEventsAsync(HttpContext context) => RunAsync(context, history.ReadAsync);

    /// <summary>Sends <c>{eventName, message}</c> to a <c>channel</c>, <c>user</c> or <c>connection</c> called <c>name</c>, or to <c>everyone</c>.</summary>
    public Task<IResult> SendAsync(HttpContext context, string target) => RunAsync(context, call =>
    {
        Func<ServerCall, Task<IResult>>? sendTo = target switch
        {
            "channel" => send.PublishAsync,
            "user" => send.SendToUserAsync,
            "connection" => sent => connections.SendAsync(context, sent.Path),
            "everyone" => send.BroadcastAsync,
            _ => null,
        };
        if (sendTo is null)
        {
            return Task.FromResult<IResult>(ServerProblem.InvalidParameter);
        }

        actions.Note(context, $"sends a test message to {target}", $"'{call.Path.Name}' in environment '{call.Path.Environment}'");
        return sendTo(call);
    });

    private Task<IResult> RunAsync(HttpContext context, Func<ServerCall, Task<IResult>> run)
    {
        var path = new ServerPath(context.Request.Query["environment"].ToString(), context.Request.Query["name"].ToString());
        return registry.Current.Find(path.Environment) is null
            ? Task.FromResult<IResult>(ServerProblem.EnvironmentNotFound)
            : run(new ServerCall(context, path, client.ForEnvironment(path.Environment)));
    }
}
