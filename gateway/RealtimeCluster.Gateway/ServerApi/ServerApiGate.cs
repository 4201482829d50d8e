using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using RealtimeCluster.Contracts.Client;
using RealtimeCluster.Gateway.Environments;
using RealtimeCluster.Gateway.Http;
using RealtimeCluster.Gateway.Limits;
using RealtimeCluster.Gateway.Uplink;

namespace RealtimeCluster.Gateway.ServerApi;

/// <summary>Lets requests of servers in that may come in, and turns whatever goes wrong behind it into a problem.</summary>
/// <remarks>
/// The token comes first, then what it permits, then whether there is such an environment: who has no right to one does not learn
/// whether it exists. Wrong tokens count against the limits of credentials. Requests without a valid token count against the
/// environment's rate limits too, by address: what is meant for clients would be too little for a server, and just right for these.
/// </remarks>
internal sealed partial class ServerApiGate(
    EnvironmentRegistry registry,
    EventRateLimits limits,
    CredentialLimits credentials,
    IRealtimeClient client,
    PublishTracing tracing,
    ILogger<ServerApiGate> logger)
{
    private const string Scheme = "Bearer ";

    /// <summary>Answers one request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="verb">What it wants.</param>
    /// <param name="handle">Does it, if it may.</param>
    public async Task<IResult> RunAsync(HttpContext context, ServerVerb verb, Func<ServerCall, Task<IResult>> handle)
    {
        if (!ServerPath.TryRead(context, out var path))
        {
            return ServerProblem.InvalidPath;
        }

        if (!PercentEncoding.IsValid(context.Request.QueryString.Value))
        {
            return ServerProblem.InvalidQuery;
        }

        if (Judge(context, path.Environment, verb, out var name) is { } problem)
        {
            return problem;
        }

        using var scope = Log.BeginRequest(logger, name);
        var answer = await AnswerAsync(context, path, verb, handle).ConfigureAwait(false);
        if (verb is ServerVerb.Disconnect or ServerVerb.Revoke)
        {
            // Who did what to clients stays known; what was revoked is a credential, and no path names it.
            var status = (answer as IStatusCodeHttpResult)?.StatusCode ?? (answer as ServerProblem)?.Status ?? StatusCodes.Status200OK;
            Log.Acted(logger, name, verb, path.Name, path.Environment, status);
        }

        return answer;
    }

    private static string? ReadToken(HttpRequest request) => request.Headers.Authorization is [{ } value]
        && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? value[Scheme.Length..].Trim() : null;

    private async Task<IResult> AnswerAsync(HttpContext context, ServerPath path, ServerVerb verb, Func<ServerCall, Task<IResult>> handle)
    {
        using var span = tracing.Begin(context.Request, verb);
        try
        {
            return await handle(new ServerCall(context, path, client.ForEnvironment(path.Environment))).ConfigureAwait(false);
        }
        catch (RealtimeUnavailableException exception)
        {
            span?.SetStatus(ActivityStatusCode.Error, "No silo was there to answer.");
            Log.NoAnswer(logger, verb, exception);
            return ServerProblem.Unavailable;
        }
        catch (Exception exception) when (exception is TimeoutException or OrleansException)
        {
            span?.SetStatus(ActivityStatusCode.Error, "No owner answered in time.");
            Log.NoAnswer(logger, verb, exception);
            return ServerProblem.NoAnswer;
        }
        catch (Exception exception) when (!context.RequestAborted.IsCancellationRequested)
        {
            span?.SetStatus(ActivityStatusCode.Error, "The request failed.");
            Log.RequestFailed(logger, verb, exception);
            return ServerProblem.Failed;
        }
    }

    private ServerProblem? Judge(HttpContext context, string environment, ServerVerb verb, out string name)
    {
        name = string.Empty;
        var snapshot = registry.Current;
        var rules = snapshot.Find(environment);
        var shown = ReadToken(context.Request);
        var address = ClientAddress.Resolve(
            context.Connection.RemoteIpAddress, context.Request.Headers["X-Forwarded-For"].ToString(), snapshot.TrustedProxies);
        if (!string.IsNullOrEmpty(shown) && !credentials.MayTry(CredentialDoor.ServerApi, address, shown))
        {
            return ServerProblem.RateLimited;
        }

        if (snapshot.FindServerToken(shown) is not { } token)
        {
            if (!string.IsNullOrEmpty(shown))
            {
                credentials.Failed(CredentialDoor.ServerApi, address);
            }

            return rules is null || limits.TryAcquire(rules, address, out _)
                ? string.IsNullOrEmpty(shown) ? ServerProblem.Unauthorized : ServerProblem.TokenUnknown
                : ServerProblem.RateLimited;
        }

        name = token.Name;
        credentials.Succeeded(address, shown!);
        return !token.Allows(environment, verb) ? ServerProblem.OutOfScope
            : rules is null ? ServerProblem.EnvironmentNotFound
            : rules.IsSuspended ? ServerProblem.EnvironmentSuspended
            : !rules.IsEnabled ? ServerProblem.RealtimeDisabled
            : null;
    }
}
