using RealtimeCluster.Clustering.Recovery;

namespace RealtimeCluster.Clustering.Parts;

/// <summary>Keeps the large answers of this node, as bytes, until they are fetched.</summary>
/// <remarks>Thread-safe. Bounded in bytes, and in time by <see cref="RecoveryTimes.Answer"/> and <see cref="RecoveryTimes.PartKept"/>.</remarks>
public sealed class AnswerStore(RecoveryTimes times, TimeProvider time)
{
    /// <summary>The bytes of one part.</summary>
    public const int PartBytes = 1024 * 1024;

    private const long MaxBytes = 1024L * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, (byte[] Bytes, ITimer End)> _answers = [];
    private long _bytes;

    /// <summary>How many bytes wait.</summary>
    public long SizeBytes => Volatile.Read(ref _bytes);

    /// <summary>Keeps an answer. One of any size is kept if nothing else waits.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="id">Its name.</param>
    /// <returns>Whether there is room for it.</returns>
    public bool TryKeep(byte[] answer, out Guid id)
    {
        ArgumentNullException.ThrowIfNull(answer);
        id = Guid.NewGuid();
        lock (_lock)
        {
            if (_answers.Count > 0 && _bytes + answer.Length > MaxBytes)
            {
                return false;
            }

            _bytes += answer.Length;
            _answers.Add(id, (answer, time.CreateTimer(End, id, times.Answer, Timeout.InfiniteTimeSpan)));
            return true;
        }
    }

    /// <summary>One part of an answer.</summary>
    /// <param name="id">The answer.</param>
    /// <param name="start">The first byte.</param>
    /// <returns><see langword="null"/> when it is kept no more.</returns>
    public ArraySegment<byte>? Read(Guid id, int start)
    {
        lock (_lock)
        {
            if (!_answers.TryGetValue(id, out var kept) || start < 0 || start > kept.Bytes.Length)
            {
                return null;
            }

            var part = new ArraySegment<byte>(kept.Bytes, start, Math.Min(PartBytes, kept.Bytes.Length - start));
            if (start + part.Count == kept.Bytes.Length)
            {
                kept.End.Change(times.PartKept, Timeout.InfiniteTimeSpan);
            }

            return part;
        }
    }

    private void End(object? id)
    {
        lock (_lock)
        {
            if (_answers.Remove((Guid)id!, out var kept))
            {
                _bytes -= kept.Bytes.Length;
                kept.End.Dispose();
            }
        }
    }
}
