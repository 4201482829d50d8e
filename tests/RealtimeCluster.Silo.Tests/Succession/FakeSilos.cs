using System.Collections.Concurrent;
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

    /// <summary>The silos that were asked to hand over, to take what rests, or were told of estates: each with what was called.</summary>
    public ConcurrentQueue<(SiloAddress Silo, string Call)> Calls { get; } = new();

    /// <summary>The calls that fail once.</summary>
    public HashSet<(SiloAddress Silo, string Call)> Failing { get; } = [];

    public IReadOnlyList<SiloAddress> GetHomes() => GetLive();

    public SiloAddress FindHome(GrainId owner) => silos.Length == 0 ? SiloAddress.Zero : silos[0].Address;

    public IReadOnlyList<SiloAddress> GetLive() => [.. silos.Select(static silo => silo.Address)];

    public IOwnerService Get(SiloAddress silo) => Stand.In<IOwnerService>((called, asked) => Note(silo, called.Name) switch
    {
        nameof(IOwnerService.ExpectEstateAsync) or nameof(IOwnerService.ExpectEstatesAsync) => Failing.Remove((silo, called.Name)) ? Task.FromException(new TimeoutException()) : Task.CompletedTask,
        nameof(IOwnerService.HandOverAsync) => HandOverAsync(silo, (long)asked[1]!),
        nameof(IOwnerService.HandOverSessionsAsync) => Task.FromResult<SessionRecord[]>([]),
        var other => throw new NotSupportedException(other),
    });

    private string Note(SiloAddress silo, string call)
    {
        Calls.Enqueue((silo, call));
        return call;
    }

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
