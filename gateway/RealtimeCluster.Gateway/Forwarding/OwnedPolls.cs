using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RealtimeCluster.SocketIO.EngineIO;

namespace RealtimeCluster.Gateway.Forwarding;

/// <summary>Answers polls of this gateway's sessions that arrived at other gateways.</summary>
internal sealed partial class OwnedPolls(
    EngineServers servers,
    IOptions<ForwardingOptions> options,
    IOptions<EngineIOOptions> times,
    TimeProvider timeProvider,
    ILogger<OwnedPolls> logger)
{
    private readonly ForwardingOptions _options = options.Value;

    // While the answer is written to a slow client the other gateway has nothing to say.
    private readonly TimeSpan _lease = TimeSpan.FromTicks(Math.Max(options.Value.RequestLease.Ticks, (times.Value.WriteTimeout + options.Value.CallHold).Ticks));
    private readonly LeasedRequests<ForwardedPoll> _polls = new();

    public async Task<PollAnswer> PollAsync(PollRequest request)
    {
        if (!_polls.TryGet(request.Id, out var poll))
        {
            if (request.IsRepeated || !servers.TryGet(request.Sid, out var session))
            {
                return PollAnswer.Of(ForwardingStatus.Unknown);
            }

            if (!session.TryGetPolling(out var transport))
            {
                return PollAnswer.Of(ForwardingStatus.BadRequest);
            }

            poll = new ForwardedPoll(request.Edge, _lease, timeProvider, transport);
            _polls.Add(request.Id, poll);
            _ = RunAsync(request.Id, poll);
        }

        poll.Renew();
        if (request.Offset > 0)
        {
            poll.Moved();
        }

        try
        {
            var body = await poll.Body.WaitAsync(_options.CallHold, timeProvider).ConfigureAwait(false);
            return body is null
                ? PollAnswer.Of(ForwardingStatus.BadRequest)
                : new PollAnswer(ForwardingStatus.Done, body.Length, Part(body, request.Offset));
        }
        catch (TimeoutException)
        {
            return PollAnswer.Of(ForwardingStatus.Pending);
        }
    }

    public void End(Guid id, bool isDelivered)
    {
        if (!_polls.TryGet(id, out var poll))
        {
            return;
        }

        if (isDelivered)
        {
            poll.Delivered();
        }
        else
        {
            poll.Lose();
        }
    }

    public void Release(Guid id)
    {
        if (_polls.TryGet(id, out var poll))
        {
            poll.Release();
        }
    }

    public void LoseAllOf(SiloAddress edge) => _polls.LoseAllOf(edge);

    private async Task RunAsync(Guid id, ForwardedPoll poll)
    {
        try
        {
            if (!await poll.RunAsync().ConfigureAwait(false))
            {
                poll.Abort();
            }
        }
        catch (Exception exception)
        {
            Log.ForwardedRequestFailed(logger, exception);
            poll.Abort();
        }
        finally
        {
            _polls.Remove(id);
        }
    }

    private byte[] Part(byte[] body, int offset)
    {
        var rest = body.AsSpan(Math.Clamp(offset, 0, body.Length));
        return rest.Length == body.Length && rest.Length <= _options.MaxCallBytes ? body : rest[..Math.Min(rest.Length, _options.MaxCallBytes)].ToArray();
    }

    private static partial class Log
    {
        [LoggerMessage(Diagnostics.LogEvents.ForwardedRequestFailed, LogLevel.Debug, "A poll forwarded by another gateway failed.")]
        public static partial void ForwardedRequestFailed(ILogger logger, Exception exception);
    }
}
