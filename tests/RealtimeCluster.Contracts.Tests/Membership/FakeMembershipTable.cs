using Orleans;
using Orleans.Runtime;

namespace RealtimeCluster.Contracts.Tests.Membership;

/// <summary>A membership table with one active node.</summary>
internal sealed class FakeMembershipTable(SiloAddress node, Action<MembershipEntry> onUpdated) : IMembershipTable
{
    public Task<MembershipTableData> ReadAllAsync(CancellationToken cancellationToken) => Task.FromResult(new MembershipTableData(
        [Tuple.Create(new MembershipEntry { SiloAddress = node, Status = SiloStatus.Active }, "1")], new TableVersion(1, "1")));

    public Task<bool> UpdateRowAsync(MembershipEntry entry, string etag, TableVersion tableVersion, CancellationToken cancellationToken)
    {
        onUpdated(entry);
        return Task.FromResult(true);
    }

    [Obsolete("Orleans calls the overload with a token.")]
    public Task<MembershipTableData> ReadAll() => throw new NotSupportedException();

    [Obsolete("Orleans calls the overload with a token.")]
    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => throw new NotSupportedException();

    [Obsolete("Orleans calls the overload with a token.")]
    public Task InitializeMembershipTable(bool tryInitTableVersion) => throw new NotSupportedException();

    [Obsolete("Orleans calls the overload with a token.")]
    public Task DeleteMembershipTableEntries(string clusterId) => throw new NotSupportedException();

    [Obsolete("Orleans calls the overload with a token.")]
    public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => throw new NotSupportedException();

    [Obsolete("Orleans calls the overload with a token.")]
    public Task<MembershipTableData> ReadRow(SiloAddress key) => throw new NotSupportedException();

    [Obsolete("Orleans calls the overload with a token.")]
    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => throw new NotSupportedException();

    [Obsolete("Orleans calls the overload with a token.")]
    public Task UpdateIAmAlive(MembershipEntry entry) => throw new NotSupportedException();
}
