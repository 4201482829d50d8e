using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans;
using Orleans.Runtime;
using RealtimeCluster.Silo.Succession;
using RealtimeCluster.Testing;

namespace RealtimeCluster.Silo.Tests.Succession;

/// <summary>A membership table, and how much of it this silo has heard.</summary>
internal sealed class FakeTable
{
    private int _readCount;

    /// <summary>Its version.</summary>
    public int Version { get; set; } = 5;

    /// <summary>The version that this silo knows.</summary>
    public long Known { get; private set; } = 5;

    /// <summary>How often it was read.</summary>
    public int ReadCount => Volatile.Read(ref _readCount);

    /// <summary>What each read waits for.</summary>
    public Task Hold { get; set; } = Task.CompletedTask;

    /// <summary>A check of it.</summary>
    /// <param name="changes">What the silo knows of changes.</param>
    /// <param name="time">The clock.</param>
    public MembershipCheck Check(ClusterChanges changes, TimeProvider time) => new(
        Stand.In<IMembershipTable>((called, _) => called.Name == nameof(IMembershipTable.ReadRowAsync) ? ReadAsync() : throw new NotSupportedException(called.Name)),
        Stand.In<IClusterMembershipService>((called, asked) => called.Name switch
        {
            "get_CurrentSnapshot" => new ClusterMembershipSnapshot(ImmutableDictionary<SiloAddress, ClusterMember>.Empty, new MembershipVersion(Known)),
            nameof(IClusterMembershipService.Refresh) => Note((MembershipVersion)asked[0]!),
            var other => throw new NotSupportedException(other),
        }),
        Stand.In<ILocalSiloDetails>(static _ => SiloAddress.Zero),
        changes,
        time,
        NullLogger<MembershipCheck>.Instance);

    private object Note(MembershipVersion version)
    {
        Known = version.Value;
        return default(ValueTask);
    }

    private async Task<MembershipTableData> ReadAsync()
    {
        Interlocked.Increment(ref _readCount);
        var version = Version;
        await Hold;
        return new MembershipTableData(new TableVersion(version, "etag"));
    }
}
