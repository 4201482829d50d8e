using System.Globalization;
using System.Net;
using System.Text.Json;
using RealtimeCluster.Client.Http.Answers;
using RealtimeCluster.Client.Http.Requests;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Client;
using RealtimeCluster.Contracts.Payloads;

namespace RealtimeCluster.Client.Http;

/// <summary>Speaks to the cluster as a server, by the server API of its gateways.</summary>
/// <remarks>
/// Each send has an idempotency key, so one that got no answer is sent again, to the next gateway, and is one event. What cannot be
/// repeated, a send to one connection and the end of connections, is tried once where it may have come to a gateway.
/// </remarks>
internal sealed class RealtimeHttpClient(GatewayCaller gateways, string? environment) : IRealtimeClient
{
    private const int MaxBatchCount = 1_000;
    private const int MaxBatchBytes = 4 * 1024 * 1024;
    private const int MemberPageCount = 5_000;
    private const int MaxWalkCount = 10;

    public string Environment => environment
        ?? throw new InvalidOperationException("Set RealtimeHttpClientOptions.Environment, or use ForEnvironment.");

    public IRealtimeClient ForEnvironment(string environment)
    {
        _ = NameInPath.Encode(environment);
        return new RealtimeHttpClient(gateways, environment);
    }

    public async Task<StreamPosition> SendAsync(string channel, string eventName, object? payload, string? idempotencyKey, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(channel);
        if (NameInPath.CanHold(channel))
        {
            return await PublishAsync($"/channels/{NameInPath.Encode(channel)}/events", eventName, payload, idempotencyKey, cancellationToken).ConfigureAwait(false);
        }

        var places = await SendBatchAsync([new ChannelSend(channel, eventName, payload, idempotencyKey)], cancellationToken).ConfigureAwait(false);
        return places[0] ?? throw new TimeoutException("No answer; the send may have been applied.");
    }

    public Task<StreamPosition> BroadcastAsync(string eventName, object? payload, string? idempotencyKey, CancellationToken cancellationToken) =>
        PublishAsync("/broadcast", eventName, payload, idempotencyKey, cancellationToken);

    public Task<StreamPosition> SendToUserAsync(string userId, string eventName, object? payload, string? idempotencyKey, CancellationToken cancellationToken) =>
        PublishAsync($"/users/{NameInPath.Encode(userId)}/events", eventName, payload, idempotencyKey, cancellationToken);

    public async Task<IReadOnlyList<StreamPosition?>> SendBatchAsync(IReadOnlyList<ChannelSend> sends, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sends);
        var ownKey = $"h/{Guid.NewGuid():N}";
        var events = new (ChannelSend Send, Payload Message, string Key)[sends.Count];
        for (var i = 0; i < events.Length; i++)
        {
            // All of it before the first is sent, as inside the cluster.
            var send = sends[i] ?? throw new ArgumentException("A send is missing.", nameof(sends));
            ArgumentException.ThrowIfNullOrEmpty(send.Channel, nameof(sends));
            ServerCallRules.CheckEventName(send.EventName);
            ServerCallRules.CheckKey(send.IdempotencyKey);
            events[i] = (send, PayloadSerializer.Default.Serialize(send.Payload), send.IdempotencyKey ?? string.Create(CultureInfo.InvariantCulture, $"{ownKey}/{i}"));
        }

        var places = new StreamPosition?[events.Length];
        for (var start = 0; start < events.Length;)
        {
            var end = FindEnd(events, start);
            if (!await TrySendPartAsync(events[start..end], places.AsMemory(start..end), cancellationToken).ConfigureAwait(false))
            {
                // What follows in the same channels must not overtake it.
                break;
            }

            start = end;
        }

        return places;
    }

    public async Task<bool> SendToConnectionAsync(string connectionId, string eventName, object? payload, CancellationToken cancellationToken)
    {
        ServerCallRules.CheckEventName(eventName);
        var request = new GatewayRequest(HttpMethod.Post, Environment, $"/connections/{NameInPath.Encode(connectionId)}/events", IsRepeatable: false)
        {
            Body = SendBody.Write(eventName, PayloadSerializer.Default.Serialize(payload)),
        };
        return await TryAsync(request, cancellationToken).ConfigureAwait(false);
    }

    public async Task<MemberCount> GetMemberCountAsync(string channel, CancellationToken cancellationToken)
    {
        var answer = await GetAsync($"/channels/{NameInPath.Encode(channel)}/members/count", cancellationToken).ConfigureAwait(false);
        return Read(answer, static element => new MemberCount(element.GetProperty("count"u8).GetInt32(), AnswerReader.ReadPosition(element)));
    }

    public async Task<ChannelMemberPage?> GetMemberPageAsync(string channel, string? cursor, int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MemberPage.MaxCount);
        var query = string.Create(CultureInfo.InvariantCulture, $"?count={count}{(cursor is null ? null : "&cursor=" + Uri.EscapeDataString(cursor))}");
        var answer = await GetAsync($"/channels/{NameInPath.Encode(channel)}/members{query}", cancellationToken).ConfigureAwait(false);
        return answer is { Status: HttpStatusCode.Gone } ? null : new ChannelMemberPage(Read(answer, AnswerReader.ReadPage));
    }

    public async Task<ChannelMembers> GetMembersAsync(string channel, CancellationToken cancellationToken)
    {
        // Each begins anew where too much changed between two pages, or the channel has another owner.
        for (var attempt = 0; attempt < MaxWalkCount; attempt++)
        {
            if (await TryWalkAsync(channel, cancellationToken).ConfigureAwait(false) is { } members)
            {
                return members;
            }
        }

        throw new TimeoutException($"The members changed too fast to be read, {MaxWalkCount} times.");
    }

    public async Task<ChannelHistory> GetHistoryAsync(string channel, long? from, int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var query = string.Create(CultureInfo.InvariantCulture, $"?count={count}{(from is null ? null : $"&from={from}")}");
        var answer = await GetAsync($"/channels/{NameInPath.Encode(channel)}/events{query}", cancellationToken).ConfigureAwait(false);
        return Read(answer, AnswerReader.ReadHistory);
    }

    public async Task<ChannelPage> GetChannelsAsync(string prefix, string? cursor, int count, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, ChannelPage.MaxCount);
        var query = string.Create(
            CultureInfo.InvariantCulture,
            $"?count={count}{(prefix.Length == 0 ? null : "&prefix=" + Uri.EscapeDataString(prefix))}{(cursor is null ? null : "&cursor=" + Uri.EscapeDataString(cursor))}");
        return Read(await GetAsync($"/channels{query}", cancellationToken).ConfigureAwait(false), AnswerReader.ReadChannels);
    }

    public Task<bool> DisconnectAsync(string connectionId, string? reason, CancellationToken cancellationToken)
    {
        ServerCallRules.CheckReason(reason);
        return TryAsync(
            new GatewayRequest(HttpMethod.Delete, Environment, $"/connections/{NameInPath.Encode(connectionId)}{ReasonQuery(reason)}", IsRepeatable: false),
            cancellationToken);
    }

    public async Task<int> DisconnectUserAsync(string userId, string? reason, CancellationToken cancellationToken)
    {
        ServerCallRules.CheckReason(reason);
        var request = new GatewayRequest(HttpMethod.Delete, Environment, $"/users/{NameInPath.Encode(userId)}/connections{ReasonQuery(reason)}", IsRepeatable: false);
        return Read(await gateways.SendAsync(request, cancellationToken).ConfigureAwait(false), static element => element.GetProperty("count"u8).GetInt32());
    }

    public Task RevokeSessionAsync(string sessionKey, TimeSpan? duration, CancellationToken cancellationToken) =>
        RevokeAsync("session", sessionKey, duration, cancellationToken);

    public Task RevokeApiKeyAsync(string apiKey, TimeSpan? duration, CancellationToken cancellationToken) =>
        RevokeAsync("apiKey", apiKey, duration, cancellationToken);

    private static string? ReasonQuery(string? reason) => reason is null ? null : $"?reason={Uri.EscapeDataString(reason)}";

    private static int FindEnd((ChannelSend Send, Payload Message, string Key)[] events, int start)
    {
        var (end, bytes) = (start, 0L);
        while (end < events.Length && end - start < MaxBatchCount && (end == start || bytes + events[end].Message.SizeBytes <= MaxBatchBytes))
        {
            bytes += events[end++].Message.SizeBytes;
        }

        return end;
    }

    private static StreamPosition? ReadResult(JsonElement result)
    {
        if (!result.TryGetProperty("error"u8, out var error))
        {
            return AnswerReader.ReadPosition(result);
        }

        return error.GetProperty("code"u8).GetString() == "no_answer"
            ? null
            : throw new ArgumentException($"A send was refused: {error.GetProperty("title"u8).GetString()}");
    }

    private static T Read<T>(GatewayAnswer answer, Func<JsonElement, T> read)
    {
        if (!answer.IsSuccess)
        {
            throw answer.ToException();
        }

        using var document = answer.Read();
        try
        {
            return read(document.RootElement);
        }
        catch (Exception exception) when (exception is KeyNotFoundException or InvalidOperationException or FormatException or ArgumentNullException)
        {
            throw new RealtimeHttpException("The answer is not the server API's.", exception) { Status = (int)answer.Status };
        }
    }

    private async Task<StreamPosition> PublishAsync(string path, string eventName, object? payload, string? idempotencyKey, CancellationToken cancellationToken)
    {
        ServerCallRules.CheckEventName(eventName);
        ServerCallRules.CheckKey(idempotencyKey);
        var request = new GatewayRequest(HttpMethod.Post, Environment, path, IsRepeatable: true)
        {
            Body = SendBody.Write(eventName, PayloadSerializer.Default.Serialize(payload)),
            IdempotencyKey = idempotencyKey ?? $"h/{Guid.NewGuid():N}",
        };
        return Read(await gateways.SendAsync(request, cancellationToken).ConfigureAwait(false), AnswerReader.ReadPosition);
    }

    private async Task<bool> TrySendPartAsync((ChannelSend Send, Payload Message, string Key)[] events, Memory<StreamPosition?> places, CancellationToken cancellationToken)
    {
        GatewayAnswer answer;
        try
        {
            answer = await gateways.SendAsync(
                new GatewayRequest(HttpMethod.Post, Environment, "/batch", IsRepeatable: true) { Body = SendBody.Write(events) }, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException or RealtimeUnavailableException)
        {
            // What has no place is told so.
            return false;
        }

        var results = Read(answer, static element => element.GetProperty("results"u8).EnumerateArray().Select(ReadResult).ToArray());
        for (var i = 0; i < places.Length; i++)
        {
            places.Span[i] = results[i];
        }

        return results.All(static place => place is not null);
    }

    private async Task<ChannelMembers?> TryWalkAsync(string channel, CancellationToken cancellationToken)
    {
        var assembly = new MemberAssembly();
        string? cursor = null;
        while (await GetMemberPageAsync(channel, cursor, MemberPageCount, cancellationToken).ConfigureAwait(false) is { } page)
        {
            assembly.Apply(page);
            cursor = page.Cursor;
            if (cursor is null)
            {
                return new ChannelMembers(assembly.ToArray(), page.Position);
            }
        }

        return null;
    }

    private Task<GatewayAnswer> GetAsync(string path, CancellationToken cancellationToken) =>
        gateways.SendAsync(new GatewayRequest(HttpMethod.Get, Environment, path, IsRepeatable: true), cancellationToken);

    private async Task<bool> TryAsync(GatewayRequest request, CancellationToken cancellationToken)
    {
        var answer = await gateways.SendAsync(request, cancellationToken).ConfigureAwait(false);
        return answer.IsSuccess || (answer is { Status: HttpStatusCode.NotFound, Code: "no_connection_found" } ? false : throw answer.ToException());
    }

    private async Task RevokeAsync(string kind, string credential, TimeSpan? duration, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(credential);
        var remembered = ServerCallRules.GetDuration(duration);
        var body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            [kind] = credential,
            ["seconds"] = (long)Math.Ceiling(remembered.TotalSeconds),
        });
        var answer = await gateways.SendAsync(
            new GatewayRequest(HttpMethod.Post, Environment, "/revocations", IsRepeatable: true) { Body = (body, "application/json") }, cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccess)
        {
            throw answer.ToException();
        }
    }
}
