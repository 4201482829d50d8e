using System.Collections.Concurrent;
using System.Diagnostics;
using OpenTelemetry;

namespace RealtimeCluster.Observability.Tests.Tracing;

/// <summary>Keeps the spans that a node exports.</summary>
internal sealed class SpanCollector : BaseExporter<Activity>
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly SemaphoreSlim _exported = new(0);

    /// <summary>What has come so far.</summary>
    public IReadOnlyCollection<Activity> All => _spans;

    public override ExportResult Export(in Batch<Activity> batch)
    {
        foreach (var span in batch)
        {
            _spans.Enqueue(span);
            _exported.Release();
        }

        return ExportResult.Success;
    }

    /// <summary>Waits until a trace has so many spans.</summary>
    /// <param name="traceId">The trace; <see langword="null"/> for any.</param>
    /// <param name="count">How many.</param>
    public async Task<IReadOnlyList<Activity>> WaitForAsync(string? traceId, int count)
    {
        while (true)
        {
            Activity[] found = [.. _spans.Where(span => traceId is null || span.TraceId.ToHexString() == traceId)];
            if (found.Length >= count)
            {
                return found;
            }

            if (!await _exported.WaitAsync(Deadline))
            {
                throw new TimeoutException($"{count} spans were expected of trace {traceId}, and came: {string.Join(", ", _spans.Select(static span => $"{span.OperationName} of {span.TraceId}"))}");
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _exported.Dispose();
        }

        base.Dispose(disposing);
    }
}
