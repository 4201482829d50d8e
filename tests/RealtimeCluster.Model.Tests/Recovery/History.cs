namespace RealtimeCluster.Model.Tests.Recovery;

/// <summary>One history: takes steps, then lets everything come to rest and compares.</summary>
internal sealed class History
{
    // To ask an owner, to hear of its answer, and to end whoever still waits.
    private const int Looks = 4;

    private readonly ModelCluster _cluster = new();
    private readonly ModelClients _clients;

    public History() => _clients = new ModelClients(_cluster);

    /// <summary>Runs a history to its end; a wrong ending throws.</summary>
    public static void Run(IEnumerable<Step> steps)
    {
        var history = new History();
        foreach (var step in steps)
        {
            history.Take(step);
        }

        history.Finish();
    }

    private void Take(Step step)
    {
        var client = _clients.All[step.Client % _clients.All.Count];
        var gateway = _cluster.Gateways[step.Gateway % _cluster.Gateways.Count];
        var owner = _cluster.Owners[step.Owner % _cluster.Owners.Count];
        HistoryTrace.Write($"{step.Kind} {client.Id} {gateway.Id} {owner.Key.Name}");
        if (step.Kind is StepKind.KillOwner or StepKind.KillGateway or StepKind.HandOver or StepKind.Rest)
        {
            // Nobody who succeeds anybody may miss an answer: a gateway that hangs is not dead.
            _cluster.WakeAll();
        }

        switch (step.Kind)
        {
            case StepKind.Publish:
                _clients.Publish(client, owner);
                break;
            case StepKind.Join:
                ModelClients.Join(client, owner);
                break;
            case StepKind.Leave:
                ModelClients.Leave(client, owner);
                break;
            case StepKind.Call:
                _cluster.Call(owner, gateway);
                break;
            case StepKind.Answer:
                ModelCluster.Answer(owner, gateway);
                break;
            case StepKind.Deliver:
                ModelCluster.Deliver(gateway);
                break;
            case StepKind.Cut:
                ModelClients.Cut(client);
                break;
            case StepKind.Resume:
                _clients.Resume(client, gateway);
                break;
            case StepKind.Update:
                _clients.Update(client);
                break;
            case StepKind.ResumeAgain:
                _clients.ResumeAgain(client, gateway);
                break;
            case StepKind.Steal:
                _clients.Steal(client, gateway);
                break;
            case StepKind.EndOlder:
                _clients.EndOlder(client, areTold: step.Owner == 0);
                break;
            case StepKind.Hang:
                gateway.Hang();
                break;
            case StepKind.Wake:
                gateway.Wake();
                break;
            case StepKind.KillOwner or StepKind.KillGateway or StepKind.Rest when !_cluster.IsSettled:
                // One process dies at a time: what the last death began has to be over.
                HistoryTrace.Write($"  (the last death has to be over)");
                _cluster.Settle();
                break;
            case StepKind.HandOver:
                _cluster.HandOver(owner);
                break;
            case StepKind.Rest:
                _cluster.Rest(owner, isSilent: step.Client % 2 == 1);
                break;
            case StepKind.KillOwner:
                _cluster.KillOwner(owner, step.Client);
                break;
            case StepKind.KillGateway:
                _cluster.KillGateway(step.Gateway % _cluster.Gateways.Count, _clients.Lose);
                break;
            case StepKind.EndGraces:
                _cluster.EndGraces(owner);
                break;
            default:
                _clients.LeaveAsAway(client);
                break;
        }

        _clients.Settle();
    }

    // Everybody comes back, and everything is delivered.
    private void Finish()
    {
        HistoryTrace.Write($"Finish");
        _cluster.WakeAll();
        foreach (var client in _clients.All)
        {
            _clients.EndOlder(client, areTold: false);
        }

        for (var round = 0; round < 50; round++)
        {
            _cluster.Pump(_clients.Settle);
            for (var look = 0; look < Looks; look++)
            {
                foreach (var gateway in _cluster.Gateways)
                {
                    gateway.LookForMissedJoins();
                }

                _cluster.Pump(_clients.Settle);
            }

            if (_clients.All.All(static client => client.IsConnected))
            {
                break;
            }

            _clients.GiveUpResuming();
            _clients.Settle();
            foreach (var client in _clients.All.Where(static client => !client.IsConnected && !client.IsResuming))
            {
                _clients.Resume(client, _cluster.Gateways[client.Number % _cluster.Gateways.Count]);
            }
        }

        _cluster.Pump(_clients.Settle);
        _cluster.StartOwners();
        foreach (var owner in _cluster.Owners)
        {
            _cluster.EndGraces(owner);
        }

        foreach (var gateway in _cluster.Gateways)
        {
            gateway.LeaveForGone();
        }

        _cluster.Pump(_clients.Settle);
        new HistoryVerdict(_cluster, _clients).Check();
    }
}
