using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using RealtimeCluster.Client.Http.Hosting;
using RealtimeCluster.Contracts.Client;

namespace RealtimeCluster.Client.Http.Requests;

/// <summary>Brings requests to a gateway: again, and to the next one, while there is no answer and that does no harm, until a deadline.</summary>
/// <remarks>Thread-safe. Keeps nothing of a call when it is over.</remarks>
internal sealed class GatewayCaller(IHttpClientFactory clients, IOptions<RealtimeHttpClientOptions> options, TimeProvider time)
{
    private const string KeyHeader = "Idempotency-Key";

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(1);

    private readonly RealtimeHttpClientOptions _options = options.Value;
    private readonly string[] _gateways = [.. options.Value.BaseAddresses.Select(static address => address.AbsoluteUri.TrimEnd('/'))];
    private int _next;

    /// <summary>Sends a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="TimeoutException">No gateway answered in time.</exception>
    /// <exception cref="RealtimeUnavailableException">The gateways answer, and find no silo, for as long as there is time.</exception>
    public async Task<GatewayAnswer> SendAsync(GatewayRequest request, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(_options.Timeout, time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        Exception? failure = null;
        try
        {
            for (var delay = FirstDelay; ; delay = delay * 2 < MaxDelay ? delay * 2 : MaxDelay)
            {
                var gateway = Volatile.Read(ref _next);
                (var answer, failure) = await TryAsync(request, _gateways[(uint)gateway % (uint)_gateways.Length], end.Token).ConfigureAwait(false);
                if (answer is not null)
                {
                    return answer;
                }

                // Of all who failed there only the first turns to the next one.
                Interlocked.CompareExchange(ref _next, gateway + 1, gateway);
                await Task.Delay(delay, time, end.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw failure is RealtimeUnavailableException
                ? new RealtimeUnavailableException(failure.Message, failure)
                : new TimeoutException($"No answer within {_options.Timeout}; what was asked for may have been applied.", failure);
        }
    }

    private static bool IsNoAnswer(HttpStatusCode status) =>
        status is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    // Not sent at all, so sending it again is no repetition.
    private static bool IsUnsent(HttpRequestException exception) =>
        exception.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError;

    private async Task<(GatewayAnswer? Answer, Exception? Failure)> TryAsync(GatewayRequest request, string gateway, CancellationToken end)
    {
        using var patience = new CancellationTokenSource(_options.AttemptTimeout, time);
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, end);

        // What cannot be repeated is waited for as long as there is time.
        var until = request.IsRepeatable ? attempt.Token : end;
        try
        {
            using var message = Create(request, gateway);
            using var client = clients.CreateClient(RealtimeHttpClientExtensions.HttpClientName);
            using var response = await client.SendAsync(message, until).ConfigureAwait(false);
            var answer = new GatewayAnswer(response.StatusCode, await response.Content.ReadAsByteArrayAsync(until).ConfigureAwait(false));
            return request.IsRepeatable && IsNoAnswer(response.StatusCode) ? (null, answer.ToException()) : (answer, null);
        }
        catch (HttpRequestException exception) when (request.IsRepeatable || IsUnsent(exception))
        {
            return (null, exception);
        }
        catch (HttpRequestException exception)
        {
            throw new TimeoutException("The gateway did not answer; what was asked for may have been applied.", exception);
        }
        catch (OperationCanceledException exception) when (!end.IsCancellationRequested)
        {
            return (null, exception);
        }
    }

    private HttpRequestMessage Create(GatewayRequest request, string gateway)
    {
        // The path is what the caller meant; dots in it are refused where it is made.
        var url = new Uri(
            $"{gateway}/v1/environments/{Uri.EscapeDataString(request.Environment)}{request.Path}",
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var message = new HttpRequestMessage(request.Method, url);
        message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _options.Token);
        if (request.IdempotencyKey is not null)
        {
            message.Headers.TryAddWithoutValidation(KeyHeader, request.IdempotencyKey);
        }

        if (request.Body is var (bytes, mediaType))
        {
            message.Content = new ReadOnlyMemoryContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } };
        }

        return message;
    }
}
