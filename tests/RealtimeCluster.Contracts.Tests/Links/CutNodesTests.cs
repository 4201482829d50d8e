using System.Net;
using Microsoft.Extensions.Time.Testing;
using Orleans.Runtime;
using RealtimeCluster.Clustering.Links;

namespace RealtimeCluster.Contracts.Tests.Links;

public sealed class CutNodesTests
{
    private static readonly SiloAddress One = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 5001), 1);
    private static readonly SiloAddress Two = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 5002), 1);

    private readonly FakeTimeProvider _time = new();
    private readonly CutNodes _cuts;

    public CutNodesTests() => _cuts = new CutNodes(_time);

    [Fact]
    public void Except_NobodySaidAnything_AreAll() => Assert.Equal([One, Two], _cuts.Except([One, Two]));

    [Fact]
    public void Except_OneIsCut_AreTheOthers()
    {
        _cuts.Add(One);

        Assert.Equal([Two], _cuts.Except([One, Two]));
    }

    [Fact]
    public void Except_EachIsCut_AreAll()
    {
        _cuts.Add(One);
        _cuts.Add(Two);

        Assert.Equal([One, Two], _cuts.Except([One, Two]));
    }

    [Fact]
    public void Except_OneSaysItEachTime_StaysOut()
    {
        for (var count = 0; count < 10; count++)
        {
            _cuts.Add(One);
            _time.Advance(CutNodes.Repetition);

            Assert.Equal([Two], _cuts.Except([One, Two]));
        }
    }

    [Fact]
    public void Except_OneSaysItNoMore_IsBackSoon()
    {
        _cuts.Add(One);

        _time.Advance(CutNodes.Repetition * 4);

        Assert.Equal([One, Two], _cuts.Except([One, Two]));
    }
}
