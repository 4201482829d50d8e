using Microsoft.Extensions.Logging;
using RealtimeCluster.Silo.Diagnostics;

namespace RealtimeCluster.Silo.Succession;

/// <summary>Asks the membership table whether the cluster has changed without this silo having heard of it.</summary>
/// <remarks>
/// Silos hear of a change one after the other. Orleans' directory gives the place of an owner that died to a successor as soon as the silo that holds this place in the directory has
/// heard of the death, which may be sooner than the silo of the successor hears of it. But every death is in the table before anybody hears of it. So whoever reads the table
/// after it got its place knows of every change that gave it that place. The owners that start together share a read: one is in flight, and those that come
/// meanwhile wait for the next. A read takes the version and one row, whatever the size of the cluster. Thread-safe.
/// </remarks>
internal sealed partial class MembershipCheck(
    IMembershipTable table, IClusterMembershipService membership, ILocalSiloDetails self, ClusterChanges changes, TimeProvider time, ILogger<MembershipCheck> logger)
{
    /// <summary>How long a read may take before it counts as a change: longer would be felt by whoever opens a channel.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Task _reading = Task.CompletedTask;
    private Task? _next;

    /// <summary>
    /// Completes when <see cref="ClusterChanges"/> knows of every change that was in the table when this was called. A table that cannot be read in time counts as changed.
    /// </summary>
    public Task ConfirmAsync()
    {
        lock (_lock)
        {
            // Not on the scheduler of the grain that happens to come first.
            var former = _reading;
            return _next ??= Task.Run(() => ReadAfterAsync(former));
        }
    }

    private async Task ReadAfterAsync(Task former)
    {
        await former;
        lock (_lock)
        {
            (_reading, _next) = (_next!, null);
        }

        try
        {
            using var patience = new CancellationTokenSource(Patience, time);
            await ReadAsync(patience.Token).WaitAsync(patience.Token);
        }
        catch (Exception exception)
        {
            changes.Note();
            Log.MembershipUnread(logger, exception);
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var version = (await table.ReadRowAsync(self.SiloAddress, cancellationToken)).Version.Version;
        var known = membership.CurrentSnapshot.Version.Value;
        if (version != known)
        {
            changes.Note();
        }

        if (version > known)
        {
            // Nodes that are gone are not asked then, and nobody waits for them.
            await membership.Refresh(new MembershipVersion(version), cancellationToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogEvents.MembershipUnread, LogLevel.Warning, "The membership table could not be read. Owners that start ask every node for a while, whether or not the cluster has changed.")]
        public static partial void MembershipUnread(ILogger logger, Exception exception);
    }
}
