using Microsoft.AspNetCore.Http;
using RealtimeCluster.Contracts.Client;

namespace RealtimeCluster.Gateway.ServerApi;

/// <summary>Ends connections for good: one, or all of a user.</summary>
internal sealed class DisconnectEndpoints(SendRules rules)
{
    /// <summary>One connection.</summary>
    public static async Task<IResult> DisconnectAsync(ServerCall call)
    {
        if (ReadReason(call.Context.Request, out var reason) is { } problem)
        {
            return problem;
        }

        return await call.Client.DisconnectAsync(call.Path.Name, reason, call.Aborted).ConfigureAwait(false)
            ? TypedResults.NoContent()
            : ServerProblem.ConnectionNotFound;
    }

    /// <summary>All of a user: <c>{count}</c>.</summary>
    public async Task<IResult> DisconnectUserAsync(ServerCall call)
    {
        string? reason = null;
        if ((rules.CheckUser(call.Path.Name) ?? ReadReason(call.Context.Request, out reason)) is { } problem)
        {
            return problem;
        }

        var count = await call.Client.DisconnectUserAsync(call.Path.Name, reason, call.Aborted).ConfigureAwait(false);
        return JsonAnswer.Create(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("count"u8, count);
            writer.WriteEndObject();
        });
    }

    private static ServerProblem? ReadReason(HttpRequest request, out string? reason)
    {
        reason = request.Query.TryGetValue("reason", out var texts) ? texts.ToString() : null;
        return reason?.Length is 0 or > IRealtimeClient.MaxReasonLength
            ? ServerProblem.InvalidParameter with { Detail = $"'reason' has 1 to {IRealtimeClient.MaxReasonLength} characters." }
            : null;
    }
}
