using System.Collections.Concurrent;
using System.Net.Sockets;
using RealtimeCluster.Chaos.Histories;

namespace RealtimeCluster.Chaos.Strangers;

/// <summary>Counts what all strangers of a kind do and how they are answered. Thread-safe; of the kinds of answers only so many are told apart.</summary>
/// <param name="kind">The kind.</param>
/// <param name="strangerCount">How many they are.</param>
internal sealed class StrangerCounts(StrangerKind kind, int strangerCount)
{
    private const int MaxAnswerKinds = 50;
    private readonly ConcurrentDictionary<string, long> _answers = new(StringComparer.Ordinal);
    private long _operations;
    private long _closed;

    public void Act() => Interlocked.Increment(ref _operations);

    /// <summary>The server closed a connection.</summary>
    public void Close() => Interlocked.Increment(ref _closed);

    /// <summary>Something was answered.</summary>
    /// <param name="answer">A code, a status or <c>ok</c>.</param>
    public void Answer(string answer) =>
        _answers.AddOrUpdate(_answers.Count < MaxAnswerKinds || _answers.ContainsKey(answer) ? answer : "others", 1, static (_, count) => count + 1);

    /// <summary>Something could not be done.</summary>
    /// <param name="exception">Why.</param>
    public void Fail(Exception exception) => Answer(exception switch
    {
        SocketException socket => socket.SocketErrorCode.ToString(),
        { InnerException: SocketException inner } => inner.SocketErrorCode.ToString(),
        IOException => exception.Message,
        _ => exception.GetType().Name,
    });

    public StrangerTally ToTally() => new(kind.ToString(), strangerCount, Interlocked.Read(ref _operations), Interlocked.Read(ref _closed), _answers.ToDictionary());
}
