using Microsoft.Extensions.Logging;
using RealtimeCluster.SocketIO.EngineIO;
using RealtimeCluster.SocketIO.WebSockets;

namespace RealtimeCluster.Gateway.Forwarding;

/// <summary>One request for a session of another gateway, forwarded to it.</summary>
internal sealed partial class PeerSession(string sid, SiloAddress owner, SiloAddress self, IForwardingService service, PeerServices services)
    : IPeerSession
{
    private readonly Guid _id = Guid.NewGuid();
    private long _movedAt = services.TimeProvider.GetTimestamp();

    public async Task<PeerOutcome> PollAsync(IPeerPollReply reply)
    {
        services.Metrics.RequestForwarded("poll");
        services.Polls.Add(_id, () => TryAsync(() => service.ReleasePollAsync(_id)));
        var isDelivered = false;
        try
        {
            PollAnswer answer;
            using (reply.Aborted.UnsafeRegister(_ => _ = EndPollAsync(isDelivered: false), null))
            {
                answer = await NextAsync(reply.Aborted).ConfigureAwait(false);
            }

            if (answer.Status != ForwardingStatus.Done)
            {
                return Outcome(answer.Status);
            }

            isDelivered = await WriteAsync(reply, answer).ConfigureAwait(false);
            return PeerOutcome.Done;
        }
        catch (OperationCanceledException)
        {
            // Nobody is there to be answered.
            reply.Abort();
            return PeerOutcome.Done;
        }
        catch (Exception exception)
        {
            Log.CallFailed(services.Logger, exception, owner);
            return PeerOutcome.SessionUnknown;
        }
        finally
        {
            services.Polls.Remove(_id);

            // What was taken from the session is lost unless it is with the client, and then the session cannot go on.
            await EndPollAsync(isDelivered).ConfigureAwait(false);
        }
    }

    public async Task<PeerOutcome> PostAsync(ReadOnlyMemory<byte> body)
    {
        services.Metrics.RequestForwarded("post");
        var totalBytes = body.Length;
        var offset = 0;
        try
        {
            while (true)
            {
                var part = body[offset..][..Math.Min(totalBytes - offset, services.Options.MaxCallBytes)].ToArray();
                var status = await service.PostAsync(new PostRequest(_id, sid, self, totalBytes, offset, part)).ConfigureAwait(false);
                if (status != ForwardingStatus.Pending)
                {
                    return Outcome(status);
                }

                offset += part.Length;
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Log.CallFailed(services.Logger, exception, owner);
            return PeerOutcome.SessionUnknown;
        }
    }

    public void ReadMoved()
    {
        // Now and then is enough, and the answer need not be waited for.
        if (services.TimeProvider.GetElapsedTime(_movedAt) >= services.TellInterval)
        {
            _movedAt = services.TimeProvider.GetTimestamp();
            _ = TryAsync(() => service.PostMovesAsync(sid));
        }
    }

    public Task RefuseAsync(DisconnectReason reason)
    {
        services.Metrics.RequestForwarded("post");
        return TryAsync(() => service.RefuseAsync(sid, reason));
    }

    public async Task<IPeerWebSocket?> OpenWebSocketAsync(bool isTextOnly)
    {
        services.Metrics.RequestForwarded("websocket");
        return await services.Relays.OpenAsync(sid, isTextOnly, owner, self, service).ConfigureAwait(false);
    }

    private async Task<PollAnswer> NextAsync(CancellationToken aborted)
    {
        var request = new PollRequest(_id, sid, self, Offset: 0, IsRepeated: false);
        PollAnswer answer;
        while ((answer = await service.PollAsync(request).ConfigureAwait(false)).Status == ForwardingStatus.Pending)
        {
            // The owner may have learned of the abort before it learned of the poll: it is told again at the end.
            aborted.ThrowIfCancellationRequested();
            request = request with { IsRepeated = true };
        }

        return answer;
    }

    private async Task<bool> WriteAsync(IPeerPollReply reply, PollAnswer answer)
    {
        using var deadline = new CancellationTokenSource(services.Times.WriteTimeout, services.TimeProvider);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, reply.Aborted);
        try
        {
            var offset = 0;
            while (true)
            {
                await WritePartsAsync(reply, answer, deadline, stop.Token).ConfigureAwait(false);
                offset += answer.Bytes.Length;
                if (offset >= answer.TotalBytes)
                {
                    return true;
                }

                answer = await service.PollAsync(new PollRequest(_id, sid, self, offset, IsRepeated: true)).ConfigureAwait(false);
                if (answer.Status != ForwardingStatus.Done)
                {
                    break;
                }
            }
        }
        catch (Exception exception)
        {
            // The response has begun: all that is left is to cut it.
            Log.ReplyFailed(services.Logger, exception);
        }

        reply.Abort();
        return false;
    }

    private async Task WritePartsAsync(IPeerPollReply reply, PollAnswer answer, CancellationTokenSource deadline, CancellationToken stop)
    {
        var asked = services.TimeProvider.GetTimestamp();
        var rest = answer.Bytes.AsMemory();
        do
        {
            var part = rest[..Math.Min(rest.Length, IWriteProgress.PartBytes)];
            await reply.WriteAsync(answer.TotalBytes, part, stop).ConfigureAwait(false);
            deadline.CancelAfter(services.Times.WriteTimeout);
            rest = rest[part.Length..];
            if (services.TimeProvider.GetElapsedTime(asked) >= services.TellInterval)
            {
                // Beyond the end there is nothing to send: it only tells the owner that the client moves.
                asked = services.TimeProvider.GetTimestamp();
                await service.PollAsync(new PollRequest(_id, sid, self, answer.TotalBytes, IsRepeated: true)).ConfigureAwait(false);
            }
        }
        while (!rest.IsEmpty);
    }

    private Task EndPollAsync(bool isDelivered) => TryAsync(() => service.EndPollAsync(_id, isDelivered));

    private async Task TryAsync(Func<Task> call)
    {
        try
        {
            await call().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Log.CallFailed(services.Logger, exception, owner);
        }
    }

    private static PeerOutcome Outcome(ForwardingStatus status) => status switch
    {
        ForwardingStatus.Done => PeerOutcome.Done,
        ForwardingStatus.BadRequest => PeerOutcome.BadRequest,
        ForwardingStatus.TooLarge => PeerOutcome.TooLarge,
        _ => PeerOutcome.SessionUnknown,
    };

    private static partial class Log
    {
        [LoggerMessage(Diagnostics.LogEvents.ForwardingCallFailed, LogLevel.Debug, "Gateway {Owner} did not answer for a session of its own.")]
        public static partial void CallFailed(ILogger logger, Exception exception, SiloAddress owner);

        [LoggerMessage(Diagnostics.LogEvents.ForwardedReplyFailed, LogLevel.Debug, "The answer of a forwarded poll did not reach the client.")]
        public static partial void ReplyFailed(ILogger logger, Exception exception);
    }
}
