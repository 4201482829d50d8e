using Microsoft.Extensions.Time.Testing;
using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Model.Tests.Recovery;

/// <summary>Gateways and owners whose every step is taken by hand, so that each may die between any two.</summary>
internal sealed class ModelCluster
{
    private const int GatewayCount = 3;

    private static readonly string[] Names = ["c", "d"];

    private readonly FakeTimeProvider _time = new();
    private readonly ModelGateway[] _gateways;
    private readonly ModelOwner[] _owners;
    private int _generation;
    private bool _mayHaveShownMore;

    public ModelCluster()
    {
        _gateways = [.. Enumerable.Range(0, GatewayCount).Select(NewGateway)];
        _owners = [.. Names.Select(name => new ModelOwner(ChannelKey.ForChannel("shop", name), _time))];
    }

    public IReadOnlyList<ModelGateway> Gateways => _gateways;

    public IReadOnlyList<ModelOwner> Owners => _owners;

    /// <summary>Whether all that the last death began is over.</summary>
    public bool IsRested { get; private set; } = true;

    /// <summary>Has a gateway's batch reach an owner.</summary>
    public void Call(ModelOwner owner, ModelGateway gateway) => owner.Call(gateway, _gateways, isProven: !_mayHaveShownMore);

    /// <summary>Has a gateway's stream bring the next envelope.</summary>
    public void Deliver(ModelGateway gateway)
    {
        gateway.Deliver();
        CheckStreams();
    }

    public void EndGraces(ModelOwner owner) => owner.EndGraces(_gateways);

    /// <summary>Has owners that died be replaced.</summary>
    public void StartOwners() => Array.ForEach(_owners, owner => owner.Start(_gateways, isProven: !_mayHaveShownMore));

    public void KillOwner(ModelOwner owner, int seed)
    {
        IsRested = false;
        owner.Die(_gateways, seed, isProven: !_mayHaveShownMore);
    }

    /// <summary>Kills a gateway; another starts in its place.</summary>
    /// <param name="number">The place.</param>
    /// <param name="onKilled">What its clients see, before any owner does.</param>
    public void KillGateway(int number, Action<ModelGateway> onKilled)
    {
        IsRested = false;
        var killed = _gateways[number];
        _gateways[number] = NewGateway(number);
        _mayHaveShownMore |= _gateways.Any(static gateway => gateway.Stream.Count > 0);
        onKilled(killed);
        Array.ForEach(_owners, owner => owner.LoseGateway(killed, _gateways));
    }

    /// <summary>Everything that is under way arrives.</summary>
    /// <param name="settle">What clients do after each round.</param>
    public void Pump(Action settle)
    {
        for (var round = 0; round < 200; round++)
        {
            var isIdle = !CallAll();
            foreach (var gateway in _gateways)
            {
                isIdle &= gateway.Stream.Count == 0;
                while (gateway.Stream.Count > 0)
                {
                    gateway.Deliver();
                }
            }

            CheckStreams();
            settle();
            if (isIdle)
            {
                IsRested = true;
                return;
            }
        }

        Assert.Fail("The cluster does not come to rest.");
    }

    private bool CallAll()
    {
        var anyCalled = false;
        foreach (var owner in _owners)
        {
            foreach (var gateway in _gateways.Where(gateway => !gateway.Uplink(owner.Key).IsIdle))
            {
                anyCalled = true;
                Call(owner, gateway);
                gateway.Uplink(owner.Key).Answer();
            }
        }

        return anyCalled;
    }

    // Once the others have caught up, nothing that the dead one showed is known to it alone.
    private void CheckStreams() => _mayHaveShownMore &= _gateways.Any(static gateway => gateway.Stream.Count > 0);

    private ModelGateway NewGateway(int number) => new(5000 + number, ++_generation, _time);
}
