namespace RealtimeCluster.Model.Tests.Recovery;

/// <summary>
/// What has to be over before the next process dies: what was on its way when one died has arrived, and of an owner another has gone on.
/// Everything that began since is still under way.
/// </summary>
internal sealed class Aftermath
{
    private readonly ModelOwner? _dead;
    private readonly List<(ModelOwner Owner, ModelGateway Gateway, long AnsweredCount)> _unanswered = [];
    private (ModelGateway Gateway, long DeliveredCount)[] _underWay = [];
    private bool _isSucceeded;

    private Aftermath(ModelOwner? dead) => _dead = dead;

    /// <summary>After a gateway's death: what the owners sent before has to reach the others, who then know all that it knew.</summary>
    public static Aftermath OfGateway(IEnumerable<ModelOwner> owners, IReadOnlyList<ModelGateway> others)
    {
        var aftermath = new Aftermath(dead: null);
        foreach (var owner in owners)
        {
            aftermath.Await(owner, others.Where(gateway => gateway.Uplink(owner.Key).HasReply));
        }

        aftermath.Mark(others);
        return aftermath;
    }

    /// <summary>
    /// After an owner's death: another has to go on, tell the gateways what they had not seen, and answer the batches that were in flight.
    /// </summary>
    public static Aftermath OfOwner(ModelOwner owner, IReadOnlyList<ModelGateway> gateways)
    {
        var aftermath = new Aftermath(owner);
        aftermath.Await(owner, gateways.Where(gateway => gateway.Uplink(owner.Key).HasBatch));
        return aftermath;
    }

    /// <summary>Whether it is over.</summary>
    public bool IsOver(IReadOnlyList<ModelGateway> gateways)
    {
        if (_dead is { IsAlive: false })
        {
            return false;
        }

        if (_dead is not null && !_isSucceeded)
        {
            Mark(gateways);
        }

        return _underWay.All(static sent => sent.Gateway.DeliveredCount >= sent.DeliveredCount) && _unanswered.TrueForAll(IsAnswered);
    }

    /// <summary>An owner handed over before it was over: what it sent is heeded no more, and its successor sends it again.</summary>
    public void OnHandedOver(IReadOnlyList<ModelGateway> gateways)
    {
        if (_dead is null || _isSucceeded)
        {
            Mark(gateways);
        }
    }

    /// <summary>Has it be over.</summary>
    public void Settle(ModelCluster cluster)
    {
        if (_dead is not null)
        {
            cluster.StartOwners();
        }

        // Whether a succession is told at once or with the first call after it: a call may be refused once, and answered then.
        for (var round = 0; round < 3; round++)
        {
            foreach (var (owner, gateway, _) in _unanswered.Where(static batch => !IsAnswered(batch)))
            {
                cluster.Call(owner, gateway);
                gateway.Uplink(owner.Key).Answer();
            }
        }

        _ = IsOver(cluster.Gateways);
        foreach (var (gateway, deliveredCount) in _underWay)
        {
            while (gateway.DeliveredCount < deliveredCount)
            {
                gateway.Deliver();
            }
        }

        Assert.True(IsOver(cluster.Gateways), "The cluster does not get over a death.");
    }

    private static bool IsAnswered((ModelOwner Owner, ModelGateway Gateway, long AnsweredCount) batch) =>
        batch.Gateway.Uplink(batch.Owner.Key).AnsweredCount > batch.AnsweredCount;

    private void Await(ModelOwner owner, IEnumerable<ModelGateway> gateways) =>
        _unanswered.AddRange(gateways.Select(gateway => (owner, gateway, gateway.Uplink(owner.Key).AnsweredCount)));

    private void Mark(IEnumerable<ModelGateway> gateways)
    {
        _isSucceeded = true;
        _underWay = [.. gateways.Select(static gateway => (gateway, gateway.DeliveredCount + gateway.Stream.Count))];
    }
}
