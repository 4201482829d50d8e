using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using RealtimeCluster.Gateway.Diagnostics;
using RealtimeCluster.Gateway.Environments;

namespace RealtimeCluster.Gateway.Admin;

/// <summary>Notes in the log what administrators do.</summary>
internal sealed partial class AdminActions(EnvironmentRegistry registry, ILogger<AdminActions> logger)
{
    /// <summary>Notes one action, before it is done.</summary>
    /// <param name="context">The request.</param>
    /// <param name="action">What, as a verb.</param>
    /// <param name="subject">To whom; an id, never a payload.</param>
    public void Note(HttpContext context, string action, string subject) =>
        Log.Acted(logger, context.Features.GetRequiredFeature<ServerToken>().Name, AdminRequests.AddressOf(context, registry.Current), action, subject);

    private static partial class Log
    {
        [LoggerMessage(LogEvents.AdministratorActed, LogLevel.Information, "An administrator with server token {Token} at {Address} {Action} {Subject}.")]
        public static partial void Acted(ILogger logger, string token, System.Net.IPAddress? address, string action, string subject);
    }
}
