using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace RealtimeCluster.SocketIO.Listening;

/// <summary>Makes listeners that leave new connections waiting while the process has hardly any file handles left.</summary>
/// <param name="inner">The factory of the listeners themselves.</param>
/// <param name="handles">The handles of the process.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where it is told.</param>
internal sealed class PatientListenerFactory(IConnectionListenerFactory inner, IFileHandles handles, TimeProvider time, ILogger<PatientListener> logger)
    : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    public bool CanBind(EndPoint endpoint) => inner is not IConnectionListenerFactorySelector selector || selector.CanBind(endpoint);

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new PatientListener(await inner.BindAsync(endpoint, cancellationToken).ConfigureAwait(false), handles, time, logger);
}
