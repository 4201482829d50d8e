using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using RealtimeCluster.SocketIO.Diagnostics;

namespace RealtimeCluster.SocketIO.Listening;

/// <summary>A listener that accepts nothing while the process has hardly any file handles left; connections wait in the system's queue meanwhile.</summary>
/// <remarks>
/// The web server's listener takes a failure to accept for a client that went away and tries again at once, so that without handles it would use up a
/// processor for as long as a single client waits.
/// </remarks>
internal sealed partial class PatientListener(IConnectionListener inner, IFileHandles handles, TimeProvider time, ILogger<PatientListener> logger)
    : IConnectionListener
{
    /// <summary>How long it waits before it looks again.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _unbound = new();
    private readonly LogPace _pace = new(time);

    public EndPoint EndPoint => inner.EndPoint;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (!_unbound.IsCancellationRequested && handles.AreScarce())
        {
            if (_pace.TryPass(out _))
            {
                Log.FileHandlesScarce(logger, inner.EndPoint, handles.Limit);
            }

            using var stop = CancellationTokenSource.CreateLinkedTokenSource(_unbound.Token, cancellationToken);
            await Task.Delay(Patience, time, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }

        return await inner.AcceptAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        await _unbound.CancelAsync().ConfigureAwait(false);
        await inner.UnbindAsync(cancellationToken).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync()
    {
        _unbound.Dispose();
        return inner.DisposeAsync();
    }
}
