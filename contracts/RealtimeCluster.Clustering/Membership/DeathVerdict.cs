namespace RealtimeCluster.Clustering.Membership;

/// <summary>Declares a node dead by itself where Orleans is late to.</summary>
/// <remarks>
/// While the membership table cannot be written, Orleans puts a verdict off for ever longer pauses, up to a minute, and goes through with it only after the
/// last of them. This one does what Orleans then would: the same entry, under the same condition that nobody else changed the table. A table that cannot be written
/// fails it, and whoever asked asks again.
/// </remarks>
internal sealed class DeathVerdict(IMembershipTable table, IClusterMembershipService membership, ILocalSiloDetails self, TimeProvider time)
{
    /// <summary>Writes the verdict, if it is not there, and has this node take note of it; the others do with their next look at the table.</summary>
    /// <param name="node">The node.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Whether it is in force.</returns>
    public async Task<bool> DeclareAsync(SiloAddress node, CancellationToken cancellationToken)
    {
        var data = await table.ReadAllAsync(cancellationToken);
        if (data.Members.FirstOrDefault(member => member.Item1.SiloAddress.Equals(node)) is not (var entry, var etag))
        {
            return false;
        }

        var version = data.Version;

        if (entry.Status != SiloStatus.Dead)
        {
            entry.Status = SiloStatus.Dead;
            entry.SuspectTimes = [.. entry.SuspectTimes ?? [], Tuple.Create(self.SiloAddress, time.GetUtcNow().UtcDateTime)];
            version = version.Next();
            if (!await table.UpdateRowAsync(entry, etag, version, cancellationToken))
            {
                return false;
            }
        }

        await membership.Refresh(new MembershipVersion(version.Version), cancellationToken);
        return true;
    }
}
