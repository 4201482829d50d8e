using System.Text.Json;
using RealtimeCluster.Chaos.Clients;
using RealtimeCluster.Chaos.Network;

namespace RealtimeCluster.Chaos.Strangers;

/// <summary>A stranger's WebSocket: answers heartbeats, counts answers, and forgets everything else that comes.</summary>
internal sealed class StrangerSocket : IAsyncDisposable
{
    private static readonly TimeSpan AnswerDeadline = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(10);

    private readonly ClientSocket _socket;
    private readonly StrangerCounts _counts;
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly bool _isLetIn;
    private TaskCompletionSource<AckFrame> _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lastAckId;

    private StrangerSocket(ClientSocket socket, StrangerCounts counts, bool isLetIn)
    {
        (_socket, _counts, _isLetIn) = (socket, counts, isLetIn);
        Ended = ReceiveAsync();
    }

    /// <summary>Completes when the transport has ended.</summary>
    public Task Ended { get; }

    /// <summary>Opens a transport, and connects if that is wanted.</summary>
    /// <param name="gateway">To whom.</param>
    /// <param name="place">From where.</param>
    /// <param name="counts">Where answers are counted.</param>
    /// <param name="isLetIn">Whether it connects to the environment that lets strangers in.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task<StrangerSocket> OpenAsync(Gateway gateway, StrangerPlace place, StrangerCounts counts, bool isLetIn, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(AnswerDeadline);
        var socket = new StrangerSocket(await ClientSocket.OpenAsync(gateway, deadline.Token, place.Source), counts, isLetIn);
        try
        {
            if (isLetIn)
            {
                await socket.WaitAsync(socket._connected.Task, deadline.Token);
            }

            return socket;
        }
        catch
        {
            await socket.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends a frame and does not wait for its answer.</summary>
    /// <param name="frame">The frame.</param>
    public void Send(byte[] frame)
    {
        _counts.Act();
        _socket.TrySend(frame);
    }

    /// <summary>Sends an event and does not wait for its answer.</summary>
    /// <param name="make">Makes it, with the number of its acknowledgement.</param>
    public void Send(Func<long, byte[]> make) => Send(make(++_lastAckId));

    /// <summary>Sends an event and waits for its answer.</summary>
    /// <param name="make">Makes it, with the number of its acknowledgement.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>Whether it was done, and not refused.</returns>
    public async Task<bool> AskAsync(Func<long, byte[]> make, CancellationToken cancellationToken)
    {
        var answered = _answered = new TaskCompletionSource<AckFrame>(TaskCreationOptions.RunContinuationsAsynchronously);
        Send(make);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(AnswerDeadline);
        await WaitAsync(answered.Task, deadline.Token);
        return answered.Task.Result.Error is null;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _socket.DisposeAsync();
        await Ended.WaitAsync(StopDeadline);
        _end.Dispose();
    }

    private async Task ReceiveAsync()
    {
        try
        {
            while (await _socket.ReceiveAsync(_end.Token) is { IsEmpty: false } frame)
            {
                Take(frame);
            }
        }
        catch (Exception exception)
        {
            // A transport that is lost is counted below, in whatever way it was lost; anything else is told.
            if (!ClientSocket.IsLoss(exception))
            {
                _counts.Fail(exception);
            }
        }

        if (!_end.IsCancellationRequested)
        {
            _counts.Close();
        }
    }

    private async Task WaitAsync(Task answer, CancellationToken cancellationToken)
    {
        await Task.WhenAny(answer, Ended).WaitAsync(cancellationToken);
        if (!answer.IsCompleted)
        {
            throw new IOException("closed before an answer");
        }
    }

    private void Take(ReadOnlyMemory<byte> frame)
    {
        switch (frame.Span)
        {
            case [(byte)'0', ..]:
                if (_isLetIn)
                {
                    _socket.TrySend(StrangerFrames.Connect);
                }

                break;
            case [(byte)'2', ..]:
                _socket.TrySend(Wire.Pong);
                break;
            case [(byte)'4', (byte)'0', ..]:
                _connected.TrySetResult();
                break;
            case [(byte)'4', (byte)'3', ..]:
                var ack = AckFrame.Read(frame[2..]);
                _counts.Answer(ack.Error ?? "ok");
                _answered.TrySetResult(ack);
                break;
            case [(byte)'4', (byte)'4', ..]:
                using (var refusal = JsonDocument.Parse(frame[2..]))
                {
                    _counts.Answer(refusal.RootElement.TryGetProperty("data", out var data) ? data.GetProperty("code").GetString()! : "refused");
                }

                break;
        }
    }
}
