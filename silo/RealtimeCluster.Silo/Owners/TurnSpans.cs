using System.Diagnostics;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Diagnostics;
using RealtimeCluster.Contracts.Streams;

namespace RealtimeCluster.Silo.Owners;

/// <summary>The spans of the traced commands of one turn. Made only when there are any, which is hardly ever.</summary>
internal sealed class TurnSpans : IDisposable
{
    private readonly List<Entry> _entries;

    private TurnSpans(List<Entry> entries) => _entries = entries;

    /// <summary>A turn begins.</summary>
    /// <param name="key">The log.</param>
    /// <param name="commands">What is to be applied.</param>
    /// <returns><see langword="null"/> when none of them is traced.</returns>
    public static TurnSpans? Begin(ChannelKey key, ChannelCommand[] commands)
    {
        List<Entry>? entries = null;
        for (var i = 0; i < commands.Length; i++)
        {
            if (commands[i].Trace is { } trace)
            {
                var span = RealtimeTracing.Begin(RealtimeTracing.Apply, ActivityKind.Server, trace)
                    ?.SetTag("realtime.environment", key.Environment)
                    .SetTag("realtime.channel.kind", key.Kind.ToString())
                    .SetTag("realtime.batch.commands", commands.Length);
                (entries ??= []).Add(new Entry(i, span, TraceContext.Of(span) ?? trace));
            }
        }

        return entries is null ? null : new TurnSpans(entries);
    }

    /// <summary>The commands have been applied, or refused.</summary>
    /// <param name="reply">What became of them.</param>
    public void Place(UplinkReply reply)
    {
        foreach (var entry in _entries)
        {
            if (reply.TermMismatch)
            {
                entry.Span?.SetStatus(ActivityStatusCode.Error, "The owner was not the one that the caller knew.");
            }
            else if (entry.Index < reply.Results.Length)
            {
                entry.Offset = reply.Results[entry.Index].Offset;
                entry.Span?.SetTag("realtime.offset", entry.Offset);
            }
        }
    }

    /// <summary>The traces of the events that leave together; <see langword="null"/> when none of them is traced.</summary>
    /// <param name="events">Consecutive events.</param>
    public EventTrace[]? Of(ChannelEvent[] events)
    {
        if (events.Length == 0)
        {
            return null;
        }

        var (first, last) = (events[0].Offset, events[^1].Offset);
        EventTrace[] traces = [.. _entries
            .Where(entry => entry.Offset >= first && entry.Offset <= last)
            .Select(static entry => new EventTrace(entry.Offset, entry.Context))];
        return traces.Length == 0 ? null : traces;
    }

    /// <summary>The turn ends.</summary>
    public void Dispose()
    {
        foreach (var entry in _entries)
        {
            if (entry.Span is { } span)
            {
                RealtimeTracing.End(span);
            }
        }
    }

    private sealed class Entry(int index, Activity? span, TraceContext context)
    {
        public int Index => index;

        public Activity? Span => span;

        public TraceContext Context => context;

        public long Offset { get; set; }
    }
}
