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
    private Aftermath? _aftermath;

    public ModelCluster()
    {
        _gateways = [.. Enumerable.Range(0, GatewayCount).Select(NewGateway)];
        _owners = [.. Names.Select(name => new ModelOwner(ChannelKey.ForChannel("shop", name), _time))];
    }

    public IReadOnlyList<ModelGateway> Gateways => _gateways;

    public IReadOnlyList<ModelOwner> Owners => _owners;

    /// <summary>Whether all that the last death began is over.</summary>
    public bool IsSettled => _aftermath?.IsOver(_gateways) ?? true;

    /// <summary>Has a gateway's batch reach an owner.</summary>
    public void Call(ModelOwner owner, ModelGateway gateway)
    {
        if (!gateway.IsHung)
        {
            owner.Call(gateway, _gateways);
        }
    }

    /// <summary>Has an owner's answer reach a gateway.</summary>
    public static void Answer(ModelOwner owner, ModelGateway gateway)
    {
        if (!gateway.IsHung)
        {
            gateway.Uplink(owner.Key).Answer();
        }
    }

    /// <summary>Has a gateway's stream bring one envelope.</summary>
    public static void Deliver(ModelGateway gateway)
    {
        if (!gateway.IsHung)
        {
            gateway.Deliver();
        }
    }

    /// <summary>Nobody stands still any more.</summary>
    public void WakeAll() => Array.ForEach(_gateways, static gateway => gateway.Wake());

    public void EndGraces(ModelOwner owner) => owner.EndGraces(_gateways);

    /// <summary>Has owners that died be replaced.</summary>
    public void StartOwners() => Array.ForEach(_owners, owner => owner.Start(_gateways));

    /// <summary>An owner hands over to a successor.</summary>
    public void HandOver(ModelOwner owner)
    {
        var isSettled = IsSettled;
        owner.HandOver(_gateways);
        if (!isSettled && owner.IsAlive)
        {
            _aftermath!.OnHandedOver(_gateways);
        }
    }

    /// <summary>An owner ends, and leaves what it knew.</summary>
    /// <param name="owner">The owner.</param>
    /// <param name="isSilent">Whether its silo does not answer the next successor, to which it is as if the owner had died.</param>
    public void Rest(ModelOwner owner, bool isSilent)
    {
        if (isSilent)
        {
            _aftermath = Aftermath.OfOwner(owner, _gateways);
        }

        owner.Rest(isSilent);
    }

    public void KillOwner(ModelOwner owner, int seed)
    {
        _aftermath = Aftermath.OfOwner(owner, _gateways);
        owner.Die(_gateways, seed);
    }

    /// <summary>Kills a gateway; another starts in its place.</summary>
    /// <param name="number">The place.</param>
    /// <param name="onKilled">What its clients see, before any owner does.</param>
    public void KillGateway(int number, Action<ModelGateway> onKilled)
    {
        var killed = _gateways[number];
        _gateways[number] = NewGateway(number);
        _aftermath = Aftermath.OfGateway(_owners, _gateways);
        onKilled(killed);
        Array.ForEach(_owners, owner => owner.LoseGateway(killed, _gateways));
    }

    /// <summary>Has what the last death began be over.</summary>
    public void Settle() => _aftermath?.Settle(this);

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

            settle();
            if (isIdle)
            {
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

    private ModelGateway NewGateway(int number) => new(5000 + number, ++_generation, _time);
}
