using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeCluster.Contracts.Client;
using RealtimeCluster.Gateway.Environments;
using RealtimeCluster.Gateway.Limits;
using RealtimeCluster.Gateway.ServerApi;
using RealtimeCluster.SocketIO.Diagnostics;

namespace RealtimeCluster.Gateway.Admin;

/// <summary>Lets in who showed a server token that opens the admin page, and turns whatever goes wrong behind it into a problem.</summary>
/// <remarks>
/// A program shows the token in each request's header; a browser once, and from then on a ticket in a cookie. As browsers send cookies by
/// themselves, what changes something needs a header too, which only the page itself can add.
/// </remarks>
internal sealed partial class AdminGate(EnvironmentRegistry registry, AdminTickets tickets, CredentialLimits credentials, AdminPlaces places, TimeProvider time, IOptions<AdminOptions> options, ILogger<AdminGate> logger) : IEndpointFilter
{
    private readonly LogPace _refusalPace = new(time);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        var http = context.HttpContext;
        if (Judge(http, out var token) is { } problem)
        {
            return problem;
        }

        http.Features.Set(token);
        using var place = places.TryTake();
        if (place is null)
        {
            return AdminProblem.Busy;
        }

        try
        {
            return await next(context).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException or OrleansException or RealtimeUnavailableException)
        {
            Log.NoAnswer(logger, http.Request.Method, exception);
            return ServerProblem.NoAnswer;
        }
        catch (Exception exception) when (!http.RequestAborted.IsCancellationRequested)
        {
            Log.RequestFailed(logger, http.Request.Method, exception);
            return ServerProblem.Failed;
        }
    }

    /// <summary>Looks up a server token for somebody who may have tried too many.</summary>
    /// <param name="context">The request.</param>
    /// <param name="shown">What was shown.</param>
    /// <param name="token">The token.</param>
    /// <returns>Why it is none that opens the page, if so.</returns>
    public ServerProblem? Find(HttpContext context, string? shown, out ServerToken? token)
    {
        var snapshot = registry.Current;
        var address = AdminRequests.AddressOf(context, snapshot);
        token = null;
        if (!string.IsNullOrEmpty(shown) && !credentials.MayTry(CredentialDoor.Admin, address, shown))
        {
            return ServerProblem.RateLimited;
        }

        token = snapshot.FindServerToken(shown);
        if (token is null)
        {
            if (!string.IsNullOrEmpty(shown))
            {
                credentials.Failed(CredentialDoor.Admin, address, options.Value.MaxFailedSignIns);
            }

            if (_refusalPace.TryPass(out var skippedCount))
            {
                Log.SignInRefused(logger, address, skippedCount);
            }

            return ServerProblem.Unauthorized;
        }

        credentials.Succeeded(address, shown!);
        return token.MayAdminister ? null : ServerProblem.OutOfScope;
    }

    private ServerProblem? Judge(HttpContext context, out ServerToken? token)
    {
        if (context.Request.Headers.Authorization.Count > 0)
        {
            return Find(context, AdminRequests.ReadToken(context.Request), out token);
        }

        var snapshot = registry.Current;
        token = null;
        if (tickets.Read(AdminCookie.Read(context), snapshot) is not { } ticket)
        {
            return AdminProblem.SignInNeeded;
        }

        var request = context.Request;
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && AdminRequests.IsCrossSite(request))
        {
            return AdminProblem.CrossSite;
        }

        token = ticket.Token;
        if (tickets.IsRenewable(ticket))
        {
            AdminCookie.Write(context, snapshot, tickets.Issue(token, ticket.SignedInAt).Text);
        }

        return null;
    }
}
