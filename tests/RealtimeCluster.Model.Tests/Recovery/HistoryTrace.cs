using System.Text;
using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Model.Tests.Recovery;

/// <summary>What happened in a history, in words, for whoever has to understand a counterexample.</summary>
/// <remarks>A history runs on one thread. Nothing is written unless it was begun.</remarks>
internal static class HistoryTrace
{
    [ThreadStatic]
    private static StringBuilder? _lines;

    /// <summary>Runs something and returns what was written.</summary>
    public static string Of(Action run)
    {
        _lines = new StringBuilder();
        run();
        var lines = _lines.ToString();
        _lines = null;
        return lines;
    }

    public static void Write(FormattableString line)
    {
        if (_lines is { } lines)
        {
            lines.Append(FormattableString.Invariant(line)).Append('\n');
        }
    }

    public static string Describe(IEnumerable<ChannelEvent> events) => _lines is null ? string.Empty : string.Join(' ', events.Select(Describe));

    public static string Describe(ChannelEvent channelEvent) => FormattableString.Invariant(
        $"{channelEvent.Offset}:{channelEvent.Kind}:{channelEvent.ConnectionId}{(channelEvent.Kind == ChannelEventKind.Message ? $"={(channelEvent.Payload is { } payload ? Encoding.UTF8.GetString(payload.Json) : null)}" : string.Empty)}");
}
