using Orleans.Runtime;
using RealtimeCluster.Contracts.Sessions;
using RealtimeCluster.Silo.Channels.HandOver;
using RealtimeCluster.Silo.Log.Recovery;
using RealtimeCluster.Silo.Succession;
using RealtimeCluster.Testing;

namespace RealtimeCluster.Silo.Tests.Succession;

/// <summary>Silos that live, each with what it hands over to whoever asks with a term.</summary>
internal sealed class FakeSilos(params (SiloAddress Address, Func<long, LogEstate?> HandOver)[] silos) : IOwnerClient
{
    /// <summary>The terms that hand-overs were asked for with.</summary>
    public List<long> Terms { get; } = [];

    public IReadOnlyList<SiloAddress> GetLive() => [.. silos.Select(static silo => silo.Address)];

    public IOwnerService Get(SiloAddress silo) => Stand.In<IOwnerService>((called, asked) => called.Name switch
    {
        nameof(IOwnerService.HandOverAsync) => HandOverAsync(silo, (long)asked[1]!),
        nameof(IOwnerService.HandOverSessionsAsync) => Task.FromResult<SessionRecord[]>([]),
        _ => throw new NotSupportedException(called.Name),
    });

    private async Task<LogEstate?> HandOverAsync(SiloAddress silo, long term)
    {
        await Task.Yield();
        lock (Terms)
        {
            Terms.Add(term);
        }

        return silos.First(known => known.Address.Equals(silo)).HandOver(term);
    }
}
