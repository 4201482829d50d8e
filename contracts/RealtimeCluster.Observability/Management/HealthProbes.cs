using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using RealtimeCluster.Clustering.Health;

namespace RealtimeCluster.Observability.Management;

/// <summary>Answers <c>/started</c>, <c>/ready</c> and <c>/live</c>: 200 or 503, and which of the checks says what.</summary>
internal sealed class HealthProbes(HealthCheckService checks, IOptions<ManagementOptions> options)
{
    /// <summary>Answers a request, whatever it is for.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        var tag = context.Request.Path.Value?.TrimStart('/');
        if (tag is not (HealthTags.Started or HealthTags.Ready or HealthTags.Live))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }

        var report = await CheckAsync(tag, context.RequestAborted);
        context.Response.StatusCode = report is { Status: HealthStatus.Healthy } ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.Body.WriteAsync(Write(report), context.RequestAborted);
    }

    private async Task<HealthReport?> CheckAsync(string tag, CancellationToken aborted)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        end.CancelAfter(options.Value.ProbeTimeout);
        try
        {
            return await checks.CheckHealthAsync(registration => registration.Tags.Contains(tag), end.Token);
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            return null;
        }
    }

    // The names and texts are our own: what an exception says stays in the log.
    private static byte[] Write(HealthReport? report)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("status", report?.Status.ToString() ?? "TimedOut");
            writer.WriteStartObject("checks");
            foreach (var (name, entry) in report?.Entries ?? new Dictionary<string, HealthReportEntry>())
            {
                writer.WriteStartObject(name);
                writer.WriteString("status", entry.Status.ToString());
                if (entry.Exception is null && entry.Description is { } description)
                {
                    writer.WriteString("description", description);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
