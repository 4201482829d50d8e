using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace RealtimeCluster.Observability.Tests.Tracing;

/// <summary>An OpenTelemetry collector that keeps the spans it gets by OTLP over HTTP.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ExportedSpan> _spans = new();
    private readonly ConcurrentDictionary<string, bool> _paths = new();
    private readonly SemaphoreSlim _arrived = new(0);

    private OtlpCollector()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(TakeAsync);
    }

    /// <summary>Where it listens.</summary>
    public Uri Url => new(_app.Urls.Single());

    /// <summary>The paths that something came to.</summary>
    public IEnumerable<string> Paths => _paths.Keys;

    public static async Task<OtlpCollector> StartAsync()
    {
        var collector = new OtlpCollector();
        await collector._app.StartAsync();
        return collector;
    }

    /// <summary>Waits until a trace has so many spans.</summary>
    public async Task<IReadOnlyList<ExportedSpan>> WaitForAsync(string traceId, int count)
    {
        while (true)
        {
            ExportedSpan[] found = [.. _spans.Where(span => span.TraceId == traceId)];
            if (found.Length >= count)
            {
                return found;
            }

            if (!await _arrived.WaitAsync(Deadline))
            {
                throw new TimeoutException($"{count} spans were expected of trace {traceId}, and came: {string.Join(", ", _spans)}");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _arrived.Dispose();
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        _paths[context.Request.Path.Value ?? ""] = true;
        if (context.Request.Path == "/v1/traces")
        {
            ReadRequest(body.ToArray());
            _arrived.Release();
        }

        context.Response.ContentType = "application/x-protobuf";
    }

    // opentelemetry/proto/collector/trace/v1: ExportTraceServiceRequest, ResourceSpans, ScopeSpans, Span.
    private void ReadRequest(ReadOnlySpan<byte> bytes)
    {
        for (var request = new Protobuf(bytes); request.Next();)
        {
            if (request.Field == 1)
            {
                ReadResourceSpans(request.Content);
            }
        }
    }

    private void ReadResourceSpans(ReadOnlySpan<byte> bytes)
    {
        var resource = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var part = new Protobuf(bytes); part.Next();)
        {
            if (part.Field == 1)
            {
                ReadAttributes(part.Content, resource);
            }
        }

        for (var part = new Protobuf(bytes); part.Next();)
        {
            if (part.Field != 2)
            {
                continue;
            }

            for (var scope = new Protobuf(part.Content); scope.Next();)
            {
                if (scope.Field == 2)
                {
                    _spans.Enqueue(ReadSpan(scope.Content, resource));
                }
            }
        }
    }

    private static void ReadAttributes(ReadOnlySpan<byte> bytes, Dictionary<string, string> attributes)
    {
        for (var resource = new Protobuf(bytes); resource.Next();)
        {
            if (resource.Field != 1)
            {
                continue;
            }

            var (key, text) = ("", "");
            for (var pair = new Protobuf(resource.Content); pair.Next();)
            {
                if (pair.Field == 1)
                {
                    key = pair.Text;
                }
                else
                {
                    for (var value = new Protobuf(pair.Content); value.Next();)
                    {
                        text = value.Text;
                    }
                }
            }

            attributes[key] = text;
        }
    }

    private static ExportedSpan ReadSpan(ReadOnlySpan<byte> bytes, Dictionary<string, string> resource)
    {
        var span = new ExportedSpan(resource["service.name"], resource["service.instance.id"], "", "", "", "", 0, 0);
        for (var field = new Protobuf(bytes); field.Next();)
        {
            span = field.Field switch
            {
                1 => span with { TraceId = field.Hex },
                2 => span with { SpanId = field.Hex },
                4 => span with { ParentId = field.Hex },
                5 => span with { Name = field.Text },
                7 => span with { Start = field.Number },
                8 => span with { End = field.Number },
                _ => span,
            };
        }

        return span;
    }
}
