using System.Diagnostics.CodeAnalysis;

namespace RealtimeCluster.SocketIO.Namespaces;

/// <summary>The acknowledgements one client still owes, bounded in number. Thread-safe.</summary>
internal sealed class OutstandingAcks(int maxCount)
{
    private readonly Lock _gate = new();
    private Dictionary<long, TaskCompletionSource<AckReply>>? _waiting;
    private long _lastId = -1;
    private bool _isCleared;

    public bool TryAdd(out long ackId, [NotNullWhen(true)] out Task<AckReply>? answer)
    {
        lock (_gate)
        {
            _waiting ??= [];
            ackId = _lastId + 1;
            answer = null;
            if (_waiting.Count >= maxCount)
            {
                return false;
            }

            _lastId = ackId;
            var source = new TaskCompletionSource<AckReply>(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_isCleared)
            {
                source.SetResult(AckReply.Disconnected);
            }

            _waiting.Add(ackId, source);
            answer = source.Task;
            return true;
        }
    }

    public void Resolve(long ackId, AckReply reply)
    {
        lock (_gate)
        {
            if (_waiting is not null && _waiting.Remove(ackId, out var source))
            {
                source.TrySetResult(reply);
            }
        }
    }

    public void Remove(long ackId)
    {
        lock (_gate)
        {
            _waiting?.Remove(ackId);
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _isCleared = true;
            foreach (var source in _waiting?.Values ?? Enumerable.Empty<TaskCompletionSource<AckReply>>())
            {
                source.TrySetResult(AckReply.Disconnected);
            }
        }
    }
}
