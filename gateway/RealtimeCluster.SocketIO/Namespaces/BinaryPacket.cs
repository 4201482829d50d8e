using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.SocketIO.Namespaces;

/// <summary>A packet whose attachments have not all arrived. What it holds counts against the gateway's inbound memory.</summary>
/// <param name="session">Whose packet.</param>
/// <param name="attachmentCount">How many attachments it announced.</param>
/// <param name="maxBytes">The most it may weigh with all of them. One that weighs more is kept no longer: of the rest only the number counts.</param>
/// <remarks>Thread-safe in that the end of the session may dispose of it while an attachment is being added.</remarks>
internal sealed class BinaryPacket(EngineSession session, int attachmentCount, long maxBytes) : IDisposable
{
    /// <summary>What an attachment costs beside its bytes, so that a thousand empty ones are not free.</summary>
    private const int OverheadBytes = 48;

    private readonly Lock _gate = new();
    private readonly List<byte[]> _attachments = [];
    private long _reservedBytes;
    private long _weight;
    private int _arrivedCount;
    private bool _isDisposed;

    public ReadOnlyMemory<byte> Text { get; private set; }

    public IReadOnlyList<byte[]> Attachments => _attachments;

    public bool IsComplete => _arrivedCount == attachmentCount;

    /// <summary>Whether it weighs more than it may; its attachments are gone then.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>Keeps a copy of the text. False when there is no room for it.</summary>
    public async ValueTask<bool> TryKeepTextAsync(ReadOnlyMemory<byte> text)
    {
        if (!await TryReserveAsync(text.Length).ConfigureAwait(false))
        {
            return false;
        }

        Text = text.ToArray();
        _weight = text.Length;
        return true;
    }

    /// <summary>Keeps a copy of the next attachment, unless the packet is too large with it. False when there is no room for it.</summary>
    public async ValueTask<bool> TryAddAsync(ReadOnlyMemory<byte> attachment)
    {
        _arrivedCount++;
        _weight += attachment.Length;
        if (_weight > maxBytes)
        {
            LetGo();
            return true;
        }

        if (!await TryReserveAsync(attachment.Length).ConfigureAwait(false))
        {
            return false;
        }

        _attachments.Add(attachment.ToArray());
        if (attachment.Length <= InboundMemory.FreeBytes)
        {
            // Larger ones showed while they came that they move.
            session.Inbound.Arrived(attachment.Length);
        }

        return true;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                session.Inbound.Release(_reservedBytes);
            }
        }
    }

    private void LetGo()
    {
        IsTooLarge = true;
        _attachments.Clear();
        lock (_gate)
        {
            var kept = Math.Min(_reservedBytes, Text.Length + (long)OverheadBytes);
            if (!_isDisposed)
            {
                session.Inbound.Release(_reservedBytes - kept);
                _reservedBytes = kept;
            }
        }
    }

    private async ValueTask<bool> TryReserveAsync(int bytes)
    {
        var cost = bytes + (long)OverheadBytes;
        if (await session.Inbound.ReserveAsync(cost, session.Server.Options.ReceiveTimeout, CancellationToken.None).ConfigureAwait(false) is not null)
        {
            return false;
        }

        lock (_gate)
        {
            if (_isDisposed)
            {
                session.Inbound.Release(cost);
                return false;
            }

            _reservedBytes += cost;
            return true;
        }
    }
}
