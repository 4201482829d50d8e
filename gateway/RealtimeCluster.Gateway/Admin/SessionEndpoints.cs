using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeCluster.Clustering.Hosting;
using RealtimeCluster.Gateway.Diagnostics;
using RealtimeCluster.Gateway.Environments;
using RealtimeCluster.Gateway.ServerApi;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Admin;

/// <summary>Signs administrators in and out.</summary>
internal sealed partial class SessionEndpoints(
    AdminGate gate,
    AdminTickets tickets,
    PendingSignIns pendingSignIns,
    EnvironmentRegistry registry,
    ILocalSiloDetails self,
    IOptions<ClusterOptions> cluster,
    TimeProvider time,
    ILogger<SessionEndpoints> logger)
{
    private const int MaxBodyBytes = 4_096;
    private static readonly TimeSpan BodyTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Takes <c>{token}</c> and gives a cookie for it.</summary>
    public async Task<IResult> SignInAsync(HttpContext context)
    {
        if (AdminRequests.IsCrossSite(context.Request))
        {
            return AdminProblem.CrossSite;
        }

        var (shown, problem) = await ReadTokenAsync(context, AdminRequests.AddressOf(context, registry.Current)).ConfigureAwait(false);
        if (problem is not null)
        {
            return problem;
        }

        if (gate.Find(context, shown, out var token) is { } refusal)
        {
            return refusal;
        }

        var snapshot = registry.Current;
        AdminCookie.Write(context, snapshot, tickets.Issue(token!, time.GetUtcNow()).Text);
        Log.SignedIn(logger, token!.Name, AdminRequests.AddressOf(context, snapshot));
        return Describe(token!);
    }

    /// <summary>Takes the cookie away.</summary>
    public IResult SignOut(HttpContext context)
    {
        if (AdminRequests.IsCrossSite(context.Request))
        {
            return AdminProblem.CrossSite;
        }

        AdminCookie.Delete(context, registry.Current);
        return TypedResults.NoContent();
    }

    /// <summary>What the page needs to know once: <c>{token, gateway, environments, isOpen, hasDashboard}</c>.</summary>
    public IResult Describe(HttpContext context) => Describe(context.Features.GetRequiredFeature<ServerToken>());

    private async Task<(string? Token, ServerProblem? Problem)> ReadTokenAsync(HttpContext context, IPAddress? address)
    {
        if (context.Request.ContentLength is not (> 0 and <= MaxBodyBytes and var length))
        {
            return (null, context.Request.ContentLength > MaxBodyBytes ? ServerProblem.BodyTooLarge : ServerProblem.InvalidBody);
        }

        var body = new byte[(int)length];
        using var pending = pendingSignIns.Begin(address);
        using var deadline = new CancellationTokenSource(BodyTimeout, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, pending.Ended, deadline.Token);
        try
        {
            for (var count = 0; count < body.Length;)
            {
                var read = await context.Request.ReadBodyAsync(body.AsMemory(count), end.Token).ConfigureAwait(false);
                count += read > 0 ? read : throw new EndOfStreamException();
            }

            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("token", out var token)
                && token.ValueKind == JsonValueKind.String ? (token.GetString(), null) : (null, ServerProblem.InvalidBody);
        }
        catch (Exception exception) when (exception is JsonException or EndOfStreamException or BadHttpRequestException or InvalidOperationException)
        {
            return (null, ServerProblem.InvalidJson);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return (null, ServerProblem.BodyTimeout);
        }
    }

    private IResult Describe(ServerToken token) => JsonAnswer.Create(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("token"u8, token.Name);
        writer.WriteString("gateway"u8, self.SiloAddress.ToParsableString());
        writer.WriteStartArray("environments"u8);
        foreach (var id in registry.Current.ConfiguredEnvironments.Order(StringComparer.Ordinal))
        {
            writer.WriteStringValue(id);
        }

        writer.WriteEndArray();
        writer.WriteBoolean("isOpen"u8, registry.Current.IsOpen);
        writer.WriteBoolean("hasDashboard"u8, cluster.Value.OrleansDashboard);
        writer.WriteEndObject();
    });

    private static partial class Log
    {
        [LoggerMessage(LogEvents.AdministratorSignedIn, LogLevel.Information, "An administrator signed in with server token {Token} from {Address}.")]
        public static partial void SignedIn(ILogger logger, string token, IPAddress? address);
    }
}
