using System.Globalization;
using RealtimeCluster.Chaos.Clients;
using RealtimeCluster.Chaos.Histories;
using RealtimeCluster.Chaos.Network;
using RealtimeCluster.Chaos.Runs;

namespace RealtimeCluster.Chaos.Storms;

/// <summary>Fills a channel with large messages and lets many clients join it at the same moment, each with a rewind of all of them.</summary>
/// <param name="context">The run.</param>
/// <param name="gateways">Where they connect.</param>
/// <param name="joinCount">How many join.</param>
/// <param name="messageBytes">How large the messages are.</param>
/// <param name="random">Chooses the gateways.</param>
internal sealed class RewindStorm(RunContext context, GatewayList gateways, int joinCount, int messageBytes, Random random)
{
    /// <summary>The hot channel, in which none of the other clients is.</summary>
    public const int Channel = 1_000_000;

    private const int RewindCount = 100;
    private const int MaxTries = 5;
    private static readonly TimeSpan ConnectDeadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FillDeadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RewindDeadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    private int _number;

    /// <summary>One storm: fill, connect, join all at once, read, leave.</summary>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _number++;
        await FillAsync(cancellationToken);
        var clients = new List<StormClient>();
        try
        {
            clients.AddRange(await Task.WhenAll(Enumerable.Range(0, joinCount).Select(i =>
                ConnectAsync(string.Create(CultureInfo.InvariantCulture, $"joiner {_number}.{i}"), cancellationToken))));
            var startedAt = context.Now;
            var rewinds = clients.Select(static client => client.JoinAsync(RewindCount)).ToArray();
            await WaitAsync(clients, rewinds, startedAt + RewindDeadline, cancellationToken);
            Say($"{rewinds.Count(static rewind => rewind.IsCompleted)} of {joinCount} rewinds came within {(context.Now - startedAt).TotalSeconds:F1} s");
            await Task.WhenAll(clients.Select(client => client.LeaveAsync(cancellationToken)));
        }
        finally
        {
            foreach (var client in clients)
            {
                await client.DisposeAsync();
            }
        }
    }

    private async Task FillAsync(CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(FillDeadline);
        for (var (filled, tries) = (0, 0); filled < RewindCount && tries < MaxTries; tries++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"filler {_number}.{tries}");
            var gateway = gateways.Pick(random);
            Session? session = null;
            await using var client = new StormClient(name, gateway, Channel, messageBytes, context);
            try
            {
                session = context.Ledger.Connect(name, await client.ConnectAsync(deadline.Token), gateway.Name, context.Now);
                for (; filled < RewindCount; filled++)
                {
                    await client.PublishAsync(session, deadline.Token);
                }
            }
            catch (Exception exception) when (ClientSocket.IsLoss(exception) && !cancellationToken.IsCancellationRequested)
            {
                Say($"the filler could not go on: {exception.Message}");
            }

            session?.Lose(context.Now);
            session?.End();
        }
    }

    private async Task<StormClient> ConnectAsync(string name, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var gateway = Pick();
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(ConnectDeadline);
            var client = new StormClient(name, gateway, Channel, messageBytes, context);
            try
            {
                await client.ConnectAsync(deadline.Token);
                return client;
            }
            catch (Exception exception) when (ClientSocket.IsLoss(exception))
            {
                await client.DisposeAsync();
                context.Ledger.Refuse(new RefusedConnect(name, context.Now, $"{gateway.Name}: {exception.Message}"));
                if (attempt == MaxTries || cancellationToken.IsCancellationRequested)
                {
                    throw;
                }
            }
        }
    }

    private Gateway Pick()
    {
        // Many connect at once.
        lock (random)
        {
            return gateways.Pick(random);
        }
    }

    // A tail holds fewer messages than were asked for when there is no room for more: who has an answer and hears nothing more has all it will get.
    private async Task WaitAsync(List<StormClient> clients, Task[] rewinds, TimeSpan deadline, CancellationToken cancellationToken)
    {
        var all = Task.WhenAll(rewinds);
        while (!all.IsCompleted && context.Now < deadline && (clients.Exists(static client => !client.IsAnswered) || clients.Max(static client => client.HeardAt) > context.Now - Silence))
        {
            await Task.WhenAny(all, Task.Delay(Look, cancellationToken));
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    private void Say(string text) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{context.Now.TotalSeconds,6:F0} s  rewind-storm: {text}"));
}
