using System.Text.Json;
using RealtimeCluster.Chaos.Clients;
using RealtimeCluster.Chaos.Histories;
using RealtimeCluster.Chaos.Network;
using RealtimeCluster.Chaos.Runs;

namespace RealtimeCluster.Chaos.Storms;

/// <summary>A client of the hot channel: fills it, or joins it once with a rewind, and does not come back when it loses its transport.</summary>
/// <param name="name">Its name in reports.</param>
/// <param name="gateway">Where it connects.</param>
/// <param name="channel">The hot channel.</param>
/// <param name="messageBytes">How large its messages are.</param>
/// <param name="context">The run.</param>
internal sealed class StormClient(string name, Gateway gateway, int channel, int messageBytes, RunContext context) : IAsyncDisposable
{
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource<string> _connected = NewPromise<string>();
    private readonly TaskCompletionSource _left = NewPromise();
    private readonly TaskCompletionSource _rewound = NewPromise();
    private ClientSocket? _socket;
    private Task _receiving = Task.CompletedTask;
    private RewindJoin? _join;
    private TaskCompletionSource<AckFrame> _acknowledged = NewPromise<AckFrame>();
    private long _lastAckId;
    private bool _isLeaving;

    /// <summary>Whether its join was answered, or cannot be any more.</summary>
    public bool IsAnswered => _join is not { AnsweredAt: null, Refusal: null } || _receiving.IsCompleted;

    /// <summary>When something last came.</summary>
    public TimeSpan HeardAt { get; private set; }

    /// <summary>Connects.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>Its id.</returns>
    public async Task<string> ConnectAsync(CancellationToken cancellationToken)
    {
        _socket = await ClientSocket.OpenAsync(gateway, cancellationToken);
        _receiving = ReceiveAsync(_socket);
        return await _connected.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Publishes a large message and waits until it is answered.</summary>
    /// <param name="session">As whom.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task PublishAsync(Session session, CancellationToken cancellationToken)
    {
        _acknowledged = NewPromise<AckFrame>();
        var publication = context.Ledger.Publish(session, channel, context.Now);
        _socket!.TrySend(Wire.LargeMessage(++_lastAckId, channel, publication.Id, messageBytes));
        try
        {
            var ack = await _acknowledged.Task.WaitAsync(cancellationToken);
            if (ack.Position is { } position)
            {
                publication.Acknowledge(position, context.Now);
            }
            else
            {
                publication.Refuse(ack.Error ?? "no position", context.Now);
            }
        }
        catch (Exception exception) when (ClientSocket.IsLoss(exception))
        {
            publication.GiveUp();
            throw;
        }
    }

    /// <summary>Joins with a rewind.</summary>
    /// <param name="count">How many messages it asks for.</param>
    /// <returns>Completes when as many have come and the join is answered, or the transport is lost.</returns>
    public Task JoinAsync(int count)
    {
        _join = new RewindJoin(name, gateway.Name, channel, count, context.Now);
        context.Ledger.Rewind(_join);
        _socket!.TrySend(Wire.JoinWithRewind(++_lastAckId, channel, count));
        return _rewound.Task;
    }

    /// <summary>Leaves and says goodbye.</summary>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        _isLeaving = true;
        _socket!.TrySend(Wire.Leave(++_lastAckId, channel));
        Task answered = Task.WhenAny(_left.Task, _receiving);
        await answered.WaitAsync(StopDeadline, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.TrySend(Wire.Disconnect);
        _socket.TrySend(Wire.Close);
        await _receiving.WaitAsync(StopDeadline, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        _isLeaving = true;
        _join?.End(context.Now);
        await _end.CancelAsync();
        if (_socket is not null)
        {
            await _socket.DisposeAsync();
        }

        await _receiving.WaitAsync(StopDeadline);
        _end.Dispose();
    }

    private static TaskCompletionSource NewPromise() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static TaskCompletionSource<T> NewPromise<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task ReceiveAsync(ClientSocket socket)
    {
        try
        {
            while (await socket.ReceiveAsync(_end.Token) is { IsEmpty: false } frame)
            {
                HeardAt = context.Now;
                Take(frame, socket);
            }
        }
        catch (Exception exception) when (ClientSocket.IsLoss(exception))
        {
            // Noted below, as a transport that the server closed.
        }
        finally
        {
            if (!_isLeaving)
            {
                _join?.Lose(context.Now);
            }

            _connected.TrySetException(new IOException("The transport was lost."));
            _acknowledged.TrySetException(new IOException("The transport was lost."));
            _rewound.TrySetResult();
        }
    }

    private void Take(ReadOnlyMemory<byte> frame, ClientSocket socket)
    {
        if (Wire.TryReadLargeMessage(frame.Span, messageBytes, out var messageId))
        {
            _join?.Deliver(messageId);
            CheckRewound();
            return;
        }

        switch (frame.Span)
        {
            case [(byte)'0', ..]:
                socket.TrySend(Wire.Connect(context.Environment, null, null));
                break;
            case [(byte)'2', ..]:
                socket.TrySend(Wire.Pong);
                break;
            case [(byte)'4', (byte)'0', ..]:
                using (var answer = JsonDocument.Parse(frame[2..]))
                {
                    _connected.TrySetResult(answer.RootElement.GetProperty("sid").GetString()!);
                }

                break;
            case [(byte)'4', (byte)'2', ..]:
                TakeEvent(EventFrame.Read(frame.Span[2..]));
                break;
            case [(byte)'4', (byte)'3', ..]:
                TakeAck(AckFrame.Read(frame[2..]));
                break;
        }
    }

    private void TakeEvent(EventFrame frame)
    {
        if (frame.Kind == ReceivedEvent.Exception)
        {
            context.Ledger.Tell(frame.Code ?? "none");
            // Not `unavailable`: that says that it may take longer, and excuses nothing.
            if (frame.Code == ChaosClient.RecoveryIncomplete && frame.Channel == channel)
            {
                _join?.Miss();
                _rewound.TrySetResult();
            }
        }
    }

    private void TakeAck(AckFrame ack)
    {
        if (_isLeaving)
        {
            _left.TrySetResult();
        }
        else if (_join is null)
        {
            _acknowledged.TrySetResult(ack);
        }
        else if (ack.Position is { } position)
        {
            _join.Answer(position, context.Now);
            CheckRewound();
        }
        else
        {
            _join.Refuse(ack.Error ?? "no position");
            context.Ledger.Tell(ack.Error ?? "none");
            _rewound.TrySetResult();
        }
    }

    private void CheckRewound()
    {
        if (_join is { AnsweredAt: not null } join && join.Messages.Count >= join.AskedCount)
        {
            _rewound.TrySetResult();
        }
    }
}
