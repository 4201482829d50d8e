using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Gateway.Limits;

namespace RealtimeCluster.Gateway.ServerApi;

/// <summary>The bounds that names and keys of events must keep, the same as those of clients.</summary>
internal sealed class SendRules(IOptions<LimitsOptions> limits)
{
    private const int MaxKeyLength = 128;
    private const string KeyHeader = "Idempotency-Key";

    private readonly LimitsOptions _limits = limits.Value;

    /// <summary>Reads the key in the header of a request.</summary>
    public static ServerProblem? ReadKey(HttpRequest request, out string? key)
    {
        var values = request.Headers[KeyHeader];
        key = values.Count == 0 ? null : values[0] ?? string.Empty;
        return values.Count > 1 ? ServerProblem.InvalidIdempotencyKey : CheckKey(key);
    }

    /// <summary>Checks a key; none is none.</summary>
    public static ServerProblem? CheckKey(string? key) => key?.Length is 0 or > MaxKeyLength ? ServerProblem.InvalidIdempotencyKey : null;

    /// <summary>Checks a channel's name.</summary>
    public ServerProblem? CheckChannel(string? channel) => string.IsNullOrEmpty(channel) ? ServerProblem.InvalidChannel
        : Encoding.UTF8.GetByteCount(channel) > _limits.MaxChannelNameBytes ? ServerProblem.ChannelTooLong
        : null;

    /// <summary>Checks a user's id.</summary>
    public ServerProblem? CheckUser(string userId) =>
        userId.Length == 0 || Encoding.UTF8.GetByteCount(userId) > _limits.MaxChannelNameBytes ? ServerProblem.InvalidUser : null;

    /// <summary>Checks an event's name.</summary>
    public ServerProblem? CheckName(string? eventName) => string.IsNullOrEmpty(eventName) ? ServerProblem.InvalidEventName
        : Encoding.UTF8.GetByteCount(eventName) > _limits.MaxEventNameBytes ? ServerProblem.EventNameTooLong
        : EventName.IsReserved(eventName) ? ServerProblem.ReservedEventName
        : null;

    /// <summary>Checks one event of a batch.</summary>
    public ServerProblem? CheckItem(in SendFields fields) =>
        CheckChannel(fields.Channel) ?? CheckName(fields.EventName) ?? CheckKey(fields.IdempotencyKey) ?? fields.Fault;
}
