using System.Globalization;
using BenchmarkDotNet.Attributes;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Gateways;
using RealtimeCluster.Silo.Log.Members;

namespace RealtimeCluster.Microbench.Channels;

/// <summary>The members of one channel: a join with its leave, and the whole list.</summary>
[MemoryDiagnoser]
public class MemberMapBenchmarks
{
    private readonly GatewayId _gateway = SampleEvents.Gateway(1);
    private MemberMap _members = new();

    /// <summary>How many members there are.</summary>
    [Params(100, 10_000, 100_000)]
    public int Count { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        _members = new MemberMap();
        for (var i = 0; i < Count; i++)
        {
            _members.TryAdd(new LogMember(i.ToString("d20", CultureInfo.InvariantCulture), _gateway, null));
        }
    }

    [Benchmark]
    public void JoinAndLeave()
    {
        var newcomer = new LogMember("newcomer", _gateway, null);
        _members.TryAdd(newcomer);
        _members.Remove(newcomer);
    }

    [Benchmark]
    public MemberList List() => _members.ToList(new StreamPosition(1, 1));

    /// <summary>What a list costs when the members changed since the last one.</summary>
    [Benchmark]
    public MemberList ChangeAndList()
    {
        JoinAndLeave();
        return List();
    }

    /// <summary>The page of 1000 in the middle of the list, or all there are.</summary>
    [Benchmark]
    public MemberPage? Page() => _members.ToPage(new MemberCursor(1, Count / 2, 0), 1_000, term: 1, new StreamPosition(1, 1));

    /// <summary>What a change costs while somebody reads pages.</summary>
    [Benchmark]
    public MemberPage? ChangeAndPage()
    {
        JoinAndLeave();
        return _members.ToPage(null, 1_000, term: 1, new StreamPosition(1, 1));
    }
}
