using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Gateway.Environments;
using RealtimeCluster.Gateway.Limits;

namespace RealtimeCluster.Gateway.Http;

/// <summary>
/// Answers get-members: who is in a channel. Here an API key is always needed, even where connections need none; sessions and the
/// key's right to connect do not matter. Two headers say where in the channel's log the list is exact, as acknowledgements do.
/// </summary>
internal sealed partial class GetMembersEndpoint(
    EnvironmentRegistry registry,
    RevokedCredentials revoked,
    EventRateLimits limits,
    CredentialLimits credentials,
    MemberRequestReader reader,
    IMemberQuery members,
    TimeProvider time,
    ILogger<GetMembersEndpoint> logger)
{
    private const string ForwardedHost = "X-Forwarded-Host";
    private const string ForwardedPort = "X-Forwarded-Port";
    private const string ForwardedScheme = "X-Forwarded-Proto";
    private const string ForwardedFor = "X-Forwarded-For";
    private const string OffsetHeader = "X-Realtime-Offset";
    private const string EpochHeader = "X-Realtime-Epoch";
    private const string EnvironmentMarker = "e:";

    private static readonly TimeSpan QueryDeadline = TimeSpan.FromSeconds(5);

    /// <summary>Answers one request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var response = context.Response;
        var aborted = context.RequestAborted;
        CrossOrigin.Allow(response);
        if (!PercentEncoding.IsValid(ReadRawPath(context)))
        {
            await HttpFault.PathMalformed.WriteAsync(response, aborted).ConfigureAwait(false);
            return;
        }

        var snapshot = registry.Current;
        var key = PresentedKey.From(ReadKey(context.Request));
        var address = ClientAddress.Resolve(context.Connection.RemoteIpAddress, context.Request.Headers[ForwardedFor].ToString(), snapshot.TrustedProxies);
        if (ComparesKey(context.Request, snapshot, key) && !credentials.MayTry(CredentialDoor.GetMembers, address, key.Digest!))
        {
            await HttpFault.RateLimited(Refusal.TooManyFailures.Message).WriteAsync(response, aborted).ConfigureAwait(false);
            return;
        }

        var environment = FindEnvironment(context.Request, snapshot, key);
        if (Judge(context.Request, snapshot, environment, key, address, out var mediaType) is { } fault)
        {
            await fault.WriteAsync(response, aborted).ConfigureAwait(false);
            return;
        }

        var (channel, bodyFault) = await reader.ReadAsync(context, mediaType, environment!).ConfigureAwait(false);
        if (bodyFault is not null)
        {
            await bodyFault.WriteAsync(response, aborted).ConfigureAwait(false);
        }
        else if (channel.Length == 0)
        {
            await InvalidInput.WriteAsync(response, aborted).ConfigureAwait(false);
        }
        else if (snapshot.Find(environment)?.IsEnabled != true)
        {
            await HttpFault.RealtimeNotEnabled.WriteAsync(response, aborted).ConfigureAwait(false);
        }
        else if (await QueryAsync(environment!, channel, aborted).ConfigureAwait(false) is var (json, position))
        {
            response.Headers[OffsetHeader] = position.Offset.ToString(CultureInfo.InvariantCulture);
            response.Headers[EpochHeader] = position.Epoch.ToString("x", CultureInfo.InvariantCulture);
            response.ContentType = "application/json; charset=utf-8";
            response.ContentLength = json.Length;
            Charge(snapshot, environment!, address, json.Length);
            await response.Body.WriteAsync(json, aborted).ConfigureAwait(false);
        }
        else
        {
            await HttpFault.GetMembersFailed.WriteAsync(response, aborted).ConfigureAwait(false);
        }
    }

    // As it was sent: in the path that was routed, what is no escape stands as it stood.
    private static ReadOnlySpan<char> ReadRawPath(HttpContext context)
    {
        var target = (context.Features.Get<IHttpRequestFeature>()?.RawTarget).AsSpan();
        return target.IndexOf('?') is >= 0 and var end ? target[..end] : target;
    }

    private static string? ReadKey(HttpRequest request)
    {
        var authorization = request.Headers.Authorization.ToString();
        var query = authorization.Length > 0 ? authorization : request.Query["apikey"].ToString();
        return query.Length > 0 ? query : request.Headers["X-Client-Key"].ToString();
    }

    /// <summary>Whether the key is looked for: where the path names an environment without a section, any will do.</summary>
    private static bool ComparesKey(HttpRequest request, EnvironmentSnapshot snapshot, PresentedKey key) =>
        key.Digest is not null && (ReadEnvironment(request) is not { } environment || snapshot.IsConfigured(environment));

    private static string? ReadEnvironment(HttpRequest request) => request.RouteValues["environment"] is not string segment ? null
        : segment.StartsWith(EnvironmentMarker, StringComparison.Ordinal) ? segment[EnvironmentMarker.Length..]
        : segment;

    /// <summary>The path names the environment, or the API key does, or the first label of the host.</summary>
    private static string? FindEnvironment(HttpRequest request, EnvironmentSnapshot snapshot, PresentedKey key)
    {
        if (ReadEnvironment(request) is { } named)
        {
            return named;
        }

        if (snapshot.FindByKey(key) is { } owner)
        {
            return owner;
        }

        var host = request.Host.Host;
        var dot = host.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && Uri.CheckHostName(host) == UriHostNameType.Dns && snapshot.Find(host[..dot]) is not null ? host[..dot] : null;
    }

    private static string? ReadOrigin(HttpRequest request)
    {
        if (request.Headers.Origin.ToString() is { Length: > 0 } origin)
        {
            return origin;
        }

        if (request.Headers[ForwardedHost].ToString() is { Length: > 0 } host)
        {
            var port = request.Headers[ForwardedPort].ToString();
            var suffix = port is "" or "80" or "443" ? string.Empty : ":" + port;
            return $"{request.Headers[ForwardedScheme]}://{host}{suffix}";
        }

        return request.Host.HasValue ? $"{request.Scheme}://{request.Host.Value}" : null;
    }

    private HttpFault? Judge(HttpRequest request, EnvironmentSnapshot snapshot, string? environment, PresentedKey key, IPAddress? address, out MediaType mediaType)
    {
        mediaType = default;
        if (environment is null)
        {
            // Nothing says which environment is meant, so what is wrong is the key.
            return HttpFault.From(key.Digest is null ? Refusal.ApiKeyMissing : RefuseKey(address));
        }

        if (snapshot.Find(environment) is not { } rules)
        {
            return HttpFault.From(Refusal.EnvironmentNotFound);
        }

        if (!limits.TryAcquire(rules, address, out var errorMessage))
        {
            return HttpFault.RateLimited(errorMessage);
        }

        if (rules.IsSuspended)
        {
            return HttpFault.From(Refusal.EnvironmentSuspended);
        }

        if (!MemberRequestReader.TryGetMediaType(request, out mediaType))
        {
            return HttpFault.MediaTypeUnsupported;
        }

        return snapshot.IsConfigured(environment) && JudgeKey(environment, rules, key, ReadOrigin(request), address) is { } refusal ? HttpFault.From(refusal) : null;
    }

    private void Charge(EnvironmentSnapshot snapshot, string environment, IPAddress? address, long bytes)
    {
        if (snapshot.Find(environment) is { } rules)
        {
            limits.Charge(rules, address, bytes);
        }
    }

    private Refusal? JudgeKey(string environment, EnvironmentRules rules, PresentedKey key, string? origin, IPAddress? address)
    {
        if (key.Digest is null)
        {
            return Refusal.ApiKeyMissing;
        }

        if (rules.Find(key) is not { } rule || revoked.IsRevoked(environment, key))
        {
            return RefuseKey(address);
        }

        credentials.Succeeded(address, key.Digest);
        return rule.IsExpired(time.GetUtcNow()) ? Refusal.ApiKeyExpired : rule.CheckPlace(origin, address);
    }

    private Refusal RefuseKey(IPAddress? address)
    {
        credentials.Failed(CredentialDoor.GetMembers, address);
        return Refusal.ApiKeyInvalid;
    }

    private async Task<(byte[] Json, StreamPosition Position)?> QueryAsync(string environment, string channel, CancellationToken aborted)
    {
        using var deadline = new CancellationTokenSource(QueryDeadline, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, aborted);
        try
        {
            // Waited for with the token as well: a query that does not listen to it must not hold the answer up.
            return await members.GetMembersJsonAsync(environment, channel, linked.Token).WaitAsync(linked.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (!aborted.IsCancellationRequested)
        {
            Log.MemberQueryFailed(logger, exception);
            return null;
        }
    }
}
