using RealtimeCluster.Gateway.EngineIO;

namespace RealtimeCluster.Gateway.SocketIO;

/// <summary>A packet whose attachments have not all arrived. What it holds counts against the gateway's inbound memory.</summary>
/// <remarks>Thread-safe in that the end of the session may dispose of it while an attachment is being added.</remarks>
internal sealed class BinaryPacket(EngineSession session, int attachmentCount) : IDisposable
{
    /// <summary>What an attachment costs beside its bytes, so that a thousand empty ones are not free.</summary>
    private const int OverheadBytes = 48;

    private readonly Lock _gate = new();
    private readonly List<byte[]> _attachments = [];
    private long _reservedBytes;
    private bool _isDisposed;

    public ReadOnlyMemory<byte> Text { get; private set; }

    public IReadOnlyList<byte[]> Attachments => _attachments;

    public bool IsComplete => _attachments.Count == attachmentCount;

    /// <summary>Keeps a copy of the text. False when there is no room for it.</summary>
    public async ValueTask<bool> TryKeepTextAsync(ReadOnlyMemory<byte> text)
    {
        if (!await TryReserveAsync(text.Length).ConfigureAwait(false))
        {
            return false;
        }

        Text = text.ToArray();
        return true;
    }

    /// <summary>Keeps a copy of the next attachment. False when there is no room for it.</summary>
    public async ValueTask<bool> TryAddAsync(ReadOnlyMemory<byte> attachment)
    {
        if (!await TryReserveAsync(attachment.Length).ConfigureAwait(false))
        {
            return false;
        }

        _attachments.Add(attachment.ToArray());
        return true;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                session.InboundMemory.Release(_reservedBytes);
            }
        }
    }

    private async ValueTask<bool> TryReserveAsync(int bytes)
    {
        var cost = bytes + (long)OverheadBytes;
        if (!await session.ReserveInboundAsync(cost).ConfigureAwait(false))
        {
            return false;
        }

        lock (_gate)
        {
            if (_isDisposed)
            {
                session.InboundMemory.Release(cost);
                return false;
            }

            _reservedBytes += cost;
            return true;
        }
    }
}
