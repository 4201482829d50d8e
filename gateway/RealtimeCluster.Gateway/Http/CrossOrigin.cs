using Microsoft.AspNetCore.Http;

namespace RealtimeCluster.Gateway.Http;

/// <summary>Lets pages of every origin call; who may is decided by the API key, not by the browser.</summary>
internal static class CrossOrigin
{
    // A star stands for every header but Authorization, which browsers want named.
    private const string AllowedHeaders = "Authorization, Content-Type, Session, X-Client-Key, *";

    public static void Allow(HttpResponse response)
    {
        response.Headers.AccessControlAllowOrigin = "*";
        response.Headers.AccessControlExposeHeaders = "*";
    }

    public static void AnswerPreflight(HttpResponse response)
    {
        Allow(response);
        response.Headers.AccessControlAllowMethods = "POST, OPTIONS";
        response.Headers.AccessControlAllowHeaders = AllowedHeaders;
        response.Headers.AccessControlMaxAge = "600";
        response.StatusCode = StatusCodes.Status204NoContent;
    }
}
