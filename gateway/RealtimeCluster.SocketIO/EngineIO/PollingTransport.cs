using System.Diagnostics;
using RealtimeCluster.SocketIO.WebSockets;

namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>HTTP long polling: one GET at a time carries packets to the client, one POST at a time carries them back.</summary>
/// <remarks>Its fields are guarded by the session's gate.</remarks>
internal sealed class PollingTransport(EngineSession session, EngineIOOptions options, TimeProvider timeProvider) : Transport, IWriteProgress
{
    private const int MaxQueuedPosts = 16;

    private bool _isPolling;
    private TaskCompletionSource<PollResult>? _held;
    private Task? _responding;
    private CancellationTokenSource? _responseDeadline;
    private Task _lastPost = Task.CompletedTask;
    private int _postCount;

    public override string Name => PollingName;

    /// <summary>Whether a poll waits for packets.</summary>
    public bool IsHeld => _held is not null;

    /// <summary>Whether a POST is being handled.</summary>
    public bool IsPosting => _postCount > 0;

    public override void Flush()
    {
        lock (session.Gate)
        {
            if (_held is not null && session.Outbound.Count > 0)
            {
                Answer(new PollResult(session.Outbound.TakeAll()));
            }
        }
    }

    public override void OnClosing(DisconnectReason reason)
    {
        bool ends;
        lock (session.Gate)
        {
            // A last poll is waited for until the close times out.
            ends = _held is not null || !reason.Meaning().TakesLastPoll;
            if (_held is not null)
            {
                Answer(LastResult());
            }
        }

        if (ends)
        {
            session.End();
        }
    }

    public override void Abort()
    {
        lock (session.Gate)
        {
            if (_held is not null)
            {
                Answer(PollResult.Close);
            }
        }
    }

    /// <summary>Lets go of the poll that is held, since a WebSocket is about to take over. The caller holds the gate.</summary>
    public void ReleasePoll()
    {
        if (_held is not null)
        {
            Answer(session.Outbound.Count > 0 ? new PollResult(session.Outbound.TakeAll()) : PollResult.Noop);
        }
    }

    /// <summary>
    /// Queues a POST behind those under way, in the order of arrival: a client may send the next one as soon as a poll shows it
    /// what the last one did, which can be before that one's answer is written.
    /// </summary>
    /// <param name="previous">The POST to wait for.</param>
    /// <param name="post">To be given to <see cref="EndPost"/>, whatever happens.</param>
    /// <returns><see langword="false"/> when there is no session to post to, or too many POSTs wait.</returns>
    public bool TryQueuePost(out Task previous, out TaskCompletionSource post)
    {
        post = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (session.Gate)
        {
            previous = _lastPost;
            if (!session.IsCarriedBy(this) || _postCount >= MaxQueuedPosts)
            {
                return false;
            }

            _lastPost = post.Task;
            _postCount++;
            return true;
        }
    }

    public void EndPost(TaskCompletionSource post)
    {
        lock (session.Gate)
        {
            _postCount--;
        }

        post.SetResult();
    }

    /// <summary>Lets go of the poll that is held, since whoever sent it cannot wait any longer.</summary>
    public void Release()
    {
        lock (session.Gate)
        {
            ReleasePoll();
        }
    }

    /// <summary>The client takes what a poll was answered with: it has as much time again for the next part.</summary>
    public void OnWriteMoved()
    {
        lock (session.Gate)
        {
            _responseDeadline?.CancelAfter(options.WriteTimeout);
            session.Deadlines.WriteMoved();
        }
    }

    /// <summary>Handles one GET up to its last byte. False when there is no session to poll; nothing was written then.</summary>
    public async Task<bool> PollAsync(IPollReply reply)
    {
        Task? previous;
        Task? upgrade;
        bool isDuplicate;
        lock (session.Gate)
        {
            if (!session.CanPoll(this))
            {
                return false;
            }

            isDuplicate = _isPolling;
            _isPolling = true;
            previous = _responding;
            upgrade = session.Upgrade?.InProgress;
        }

        if (isDuplicate)
        {
            // A client does not poll twice, but a proxy between may send a poll again that failed: the client is to come back.
            session.Close(DisconnectReason.TransportLost);
            return false;
        }

        if (previous is not null)
        {
            // The client may have read the last byte of an answer before its writer got to say that it is done.
            await previous.ConfigureAwait(false);
        }

        if (upgrade is not null)
        {
            // The upgrade packet travels on another connection: this poll may have overtaken it.
            await Task.WhenAny(upgrade, Task.Delay(options.UpgradePollGrace, timeProvider, reply.Aborted)).ConfigureAwait(false);
        }

        PollResult result;
        using (reply.Aborted.UnsafeRegister(static state => ((EngineSession)state!).Close(DisconnectReason.TransportLost), session))
        {
            result = await NextAsync().ConfigureAwait(false);
        }

        return result.Packets is not null && await RespondAsync(reply, result.Packets).ConfigureAwait(false);
    }

    private Task<PollResult> NextAsync()
    {
        var ends = false;
        Task<PollResult> answer;
        lock (session.Gate)
        {
            Debug.Assert(_held is null, "Only one poll gets here at a time.");
            _held = new TaskCompletionSource<PollResult>(TaskCreationOptions.RunContinuationsAsynchronously);
            answer = _held.Task;
            if (!session.CanPoll(this))
            {
                Answer(PollResult.Refused);
            }
            else if (session.IsClosing)
            {
                Answer(LastResult());
                ends = true;
            }
            else if (session.Outbound.Count > 0)
            {
                Answer(new PollResult(session.Outbound.TakeAll()));
            }
            else if (session.Upgrade is { IsProbed: true })
            {
                Answer(PollResult.Noop);
            }
        }

        if (ends)
        {
            session.End();
        }

        return answer;
    }

    private async Task<bool> RespondAsync(IPollReply reply, OutboundMessage[] packets)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var deadline = new CancellationTokenSource(options.WriteTimeout, timeProvider);
        lock (session.Gate)
        {
            _responding = done.Task;
            _responseDeadline = deadline;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, reply.Aborted);
        try
        {
            await reply.WriteAsync(packets, this, stop.Token).ConfigureAwait(false);
            session.Server.Metrics.BytesSent(packets.Sum(static packet => (long)packet.SizeBytes));
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // What was taken from the queue is lost with this answer, so the session cannot go on.
            session.Close(deadline.IsCancellationRequested ? DisconnectReason.WriteTimeout : DisconnectReason.TransportLost);
            reply.Abort();
        }
        finally
        {
            lock (session.Gate)
            {
                _responding = null;
                _responseDeadline = null;
            }

            done.SetResult();
        }

        return true;
    }

    private PollResult LastResult()
    {
        if (session.CloseReason == DisconnectReason.ClientClosed)
        {
            return PollResult.Noop;
        }

        session.Outbound.Enqueue(EnginePackets.Close);
        return new PollResult(session.Outbound.TakeAll());
    }

    private void Answer(PollResult result)
    {
        _isPolling = false;
        _held!.TrySetResult(result);
        _held = null;
    }
}
