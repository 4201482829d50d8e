using System.Collections.Concurrent;
using System.Globalization;

namespace RealtimeCluster.Cluster.Tests.BadInput;

/// <summary>What became of inputs. Thread-safe.</summary>
internal sealed class FuzzTally
{
    private const int MaxExamples = 5;

    // A gateway with too much to do, and a request of a version of HTTP that there is not.
    private static readonly int[] Documented = [503, 505];

    private readonly ConcurrentDictionary<int, long> _statuses = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private long _inputs;
    private long _connections;
    private long _silences;

    /// <summary>Conversations that are not over, by their first input; where to look when the process has ended.</summary>
    public ConcurrentDictionary<long, string> Running { get; } = new();

    /// <summary>Answers that a server must not give, with an input of each.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    /// <summary>A server answered.</summary>
    public void Answered(int status, Func<string> describe)
    {
        _statuses.AddOrUpdate(status, 1, static (_, count) => count + 1);
        if (status >= 500 && !Documented.Contains(status) && _faults.Count < MaxExamples)
        {
            _faults.Enqueue($"{status}: {describe()}");
        }
    }

    /// <summary>Inputs were heard.</summary>
    public void Heard(int count) => Interlocked.Add(ref _inputs, count);

    /// <summary>A connection was opened.</summary>
    public void Connected() => Interlocked.Increment(ref _connections);

    /// <summary>Neither an answer nor an end came.</summary>
    public void Silent() => Interlocked.Increment(ref _silences);

    /// <inheritdoc />
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{_inputs} inputs over {_connections} connections, {_silences} without an answer or end; answers: {string.Join(", ", _statuses.OrderBy(static status => status.Key).Select(static status => $"{status.Key} × {status.Value}"))}");
}
