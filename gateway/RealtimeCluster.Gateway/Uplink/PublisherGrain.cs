using Orleans.Concurrency;
using Orleans.Placement;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Client;

namespace RealtimeCluster.Gateway.Uplink;

/// <summary>Publishes for servers through this gateway's uplinks.</summary>
[GrainType("realtime.publisher")]
[Reentrant]
[RandomPlacement]
internal sealed class PublisherGrain(UplinkRegistry uplinks, TimeProvider time) : Grain, IPublisherGrain
{
    // Longer than it takes to replace an owner. An uplink goes on trying; the caller recognises by its key what it sends again.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);

    public async Task<StreamPosition> PublishAsync(ChannelKey log, ChannelCommand command)
    {
        Check(command);
        using var deadline = new CancellationTokenSource(Patience, time);
        if (uplinks.IsStanding(log))
        {
            // Not put in: what is repeated would fill the queue. Whoever waits there already finds out when the owner is back.
            throw new RealtimeUnavailableException();
        }

        var waiting = new WaitingPublish();
        try
        {
            await uplinks.EnqueueAsync(log, command, (result, position) => waiting.OnAnswered(log.Kind, result, position), deadline.Token, waiting);
            return await waiting.Completion.WaitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The owner of a {log.Kind} did not answer within {Patience}.");
        }
    }

    public async Task<StreamPosition?[]> PublishBatchAsync(PublishItem[] items, TimeSpan patience)
    {
        Array.ForEach(items, static item => Check(item.Command));
        using var deadline = new CancellationTokenSource(patience < Patience ? patience : Patience, time);
        var tally = new PublishTally(items.Length);
        try
        {
            foreach (var log in Enumerable.Range(0, items.Length).GroupBy(index => items[index].Log))
            {
                if (uplinks.IsStanding(log.Key))
                {
                    tally.Skip(log.Count());
                    continue;
                }

                PendingCommand[] row = [.. log.Select(index => new PendingCommand(items[index].Command, (result, position) => tally.Note(index, result.Outcome == CommandOutcome.Applied ? position : null)))];
                await uplinks.EnqueueAsync(log.Key, row, deadline.Token);
            }

            if (items.Length > 0)
            {
                await tally.Completion.WaitAsync(deadline.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Some owner does not answer; the caller is told of which events.
        }

        return tally.ToArray();
    }

    private static void Check(ChannelCommand command)
    {
        if (command.Kind != ChannelCommandKind.Publish)
        {
            throw new ArgumentException("A server only publishes; members are connections of gateways.", nameof(command));
        }
    }
}
