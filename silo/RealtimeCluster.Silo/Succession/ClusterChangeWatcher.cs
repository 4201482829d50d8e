using Microsoft.Extensions.Hosting;

namespace RealtimeCluster.Silo.Succession;

/// <summary>Has <see cref="ClusterChanges"/> hear of each change of the membership, and of this process standing still.</summary>
internal sealed class ClusterChangeWatcher(IClusterMembershipService membership, ClusterChanges changes, TimeProvider time) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(FollowAsync(stoppingToken), LookAsync(stoppingToken));

    private async Task FollowAsync(CancellationToken stoppingToken)
    {
        var known = membership.CurrentSnapshot;
        await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(stoppingToken))
        {
            if (!AreSame(known, snapshot))
            {
                changes.Note();
            }

            known = snapshot;
        }
    }

    // An update may be about something else than who is there.
    private static bool AreSame(ClusterMembershipSnapshot one, ClusterMembershipSnapshot other) =>
        one.Members.Count == other.Members.Count
        && one.Members.All(member => other.Members.TryGetValue(member.Key, out var found) && found.Status == member.Value.Status);

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(ClusterChanges.LookInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            changes.Look();
        }
    }
}
