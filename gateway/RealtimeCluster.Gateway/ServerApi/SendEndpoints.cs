using Microsoft.AspNetCore.Http;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Payloads;

namespace RealtimeCluster.Gateway.ServerApi;

/// <summary>Sends one event: to a channel, to everybody, to a user, to one connection.</summary>
internal sealed class SendEndpoints(SendRequestReader requests, SendRules rules)
{
    /// <summary>To the members of a channel.</summary>
    public Task<IResult> PublishAsync(ServerCall call) => rules.CheckChannel(call.Path.Name) is { } problem
        ? Task.FromResult<IResult>(problem)
        : SendAsync(call, (name, message, key) => call.Client.SendAsync(call.Path.Name, name, message, key, call.Aborted));

    /// <summary>To every connection of the environment.</summary>
    public Task<IResult> BroadcastAsync(ServerCall call) =>
        SendAsync(call, (name, message, key) => call.Client.BroadcastAsync(name, message, key, call.Aborted));

    /// <summary>To all connections of a user.</summary>
    public Task<IResult> SendToUserAsync(ServerCall call) => rules.CheckUser(call.Path.Name) is { } problem
        ? Task.FromResult<IResult>(problem)
        : SendAsync(call, (name, message, key) => call.Client.SendToUserAsync(call.Path.Name, name, message, key, call.Aborted));

    /// <summary>To one connection.</summary>
    public async Task<IResult> SendToConnectionAsync(ServerCall call)
    {
        var (fields, problem) = await requests.ReadAsync(call.Context).ConfigureAwait(false);
        if (problem is not null)
        {
            return problem;
        }

        return await call.Client.SendToConnectionAsync(call.Path.Name, fields.EventName!, fields.Message, call.Aborted).ConfigureAwait(false)
            ? TypedResults.NoContent()
            : ServerProblem.ConnectionNotFound;
    }

    private async Task<IResult> SendAsync(ServerCall call, Func<string, Payload?, string?, Task<StreamPosition>> send)
    {
        if (SendRules.ReadKey(call.Context.Request, out var key) is { } keyProblem)
        {
            return keyProblem;
        }

        var (fields, problem) = await requests.ReadAsync(call.Context).ConfigureAwait(false);
        if (problem is not null)
        {
            return problem;
        }

        var position = await send(fields.EventName!, fields.Message, key).ConfigureAwait(false);
        return JsonAnswer.Create(writer =>
        {
            writer.WriteStartObject();
            writer.WritePosition(position);
            writer.WriteEndObject();
        });
    }
}
