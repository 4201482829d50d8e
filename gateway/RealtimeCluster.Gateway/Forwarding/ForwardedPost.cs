using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Forwarding;

/// <summary>A POST that another gateway has: gathers its body and keeps what became of it until that gateway has asked.</summary>
internal sealed class ForwardedPost(SiloAddress edge, TimeSpan lease, TimeProvider timeProvider, EngineSession session, int totalBytes)
    : LeasedRequest(edge, lease, timeProvider)
{
    private byte[] _body = GC.AllocateUninitializedArray<byte>(totalBytes);
    private int _received;
    private int _isFreed;
    private Task<ForwardingStatus>? _outcome;

    public EngineSession Session => session;

    public int TotalBytes => totalBytes;

    /// <summary>What became of it; null while the body is not complete.</summary>
    public Task<ForwardingStatus>? Outcome => _outcome;

    /// <summary>Takes a part of the body; false when it is not the one that follows.</summary>
    public bool TryAppend(int offset, byte[] bytes)
    {
        if (offset != _received || bytes.Length > totalBytes - _received || _outcome is not null)
        {
            return false;
        }

        bytes.CopyTo(_body, offset);
        _received += bytes.Length;
        if (IsCounted(totalBytes))
        {
            session.Inbound.Arrived(bytes.Length);
        }

        if (_received == totalBytes)
        {
            _outcome = ReceiveAsync();
        }

        return true;
    }

    /// <summary>Lets go of the body, which is done with or will never be complete.</summary>
    public void Free()
    {
        if (Interlocked.Exchange(ref _isFreed, 1) == 0)
        {
            _body = [];
            if (IsCounted(totalBytes))
            {
                session.Inbound.Release(totalBytes);
            }
        }
    }

    /// <summary>Whether a body is so large that it must find room in the gateway's inbound memory first.</summary>
    public static bool IsCounted(int bytes) => bytes > InboundMemory.FreeBytes;

    private async Task<ForwardingStatus> ReceiveAsync()
    {
        try
        {
            return await new PollingPost(session).ReceiveAsync(_body).ConfigureAwait(false) switch
            {
                PostOutcome.Ok => ForwardingStatus.Done,
                PostOutcome.TooLarge => ForwardingStatus.TooLarge,
                _ => ForwardingStatus.BadRequest,
            };
        }
        finally
        {
            Free();
        }
    }
}
