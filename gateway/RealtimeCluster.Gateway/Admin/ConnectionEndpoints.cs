using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using RealtimeCluster.Clustering.Gateways;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Gateway.Diagnostics;
using RealtimeCluster.Gateway.ServerApi;

namespace RealtimeCluster.Gateway.Admin;

/// <summary>Finds connections on all gateways, sends to one and ends one.</summary>
/// <remarks>
/// Every gateway is asked, since a connection that was resumed lives elsewhere than its id says. One that does not answer in time is named in
/// the answer.
/// </remarks>
internal sealed partial class ConnectionEndpoints(
    ClusterNodes nodes,
    IGatewayDesks desks,
    SendRequestReader requests,
    AdminActions actions,
    TimeProvider time,
    ILogger<ConnectionEndpoints> logger)
{
    private const int MaxCount = 50;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Those that fit <c>id</c>, or <c>environment</c> and <c>user</c>: <c>{connections: […], isCut, silent: [node]}</c>.</summary>
    public async Task<IResult> FindAsync(HttpContext context)
    {
        var values = context.Request.Query;
        var query = new ConnectionQuery(Text("id"), Text("environment"), Text("user"), MaxCount + 1);
        var answers = await AskAllAsync(desk => desk.FindAsync(query), context.RequestAborted).ConfigureAwait(false);
        var found = answers.SelectMany(static answer => answer.Answer ?? [], static (answer, connection) => (answer.Gateway, Connection: connection)).ToArray();
        return JsonAnswer.Create(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("connections"u8);
            foreach (var (gateway, connection) in found.Take(MaxCount))
            {
                Write(writer, gateway, connection);
            }

            writer.WriteEndArray();
            writer.WriteBoolean("isCut"u8, found.Length > MaxCount);
            writer.WriteStartArray("silent"u8);
            foreach (var answer in answers.Where(static answer => answer.Answer is null))
            {
                writer.WriteStringValue(answer.Gateway.ToParsableString());
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });

        string? Text(string name) => values[name] is [{ Length: > 0 } text] ? text : null;
    }

    /// <summary>Ends the connection that the query names by <c>id</c>, wherever it is.</summary>
    public Task<IResult> DisconnectAsync(HttpContext context)
    {
        var id = context.Request.Query["id"].ToString();
        actions.Note(context, "disconnects connection", id);
        return ActAsync(context, desk => desk.DisconnectAsync(id));
    }

    /// <summary>Sends an event to the connection that the query names by <c>name</c>, wherever it is.</summary>
    public async Task<IResult> SendAsync(HttpContext context, ServerPath path)
    {
        var (fields, problem) = await requests.ReadAsync(context).ConfigureAwait(false);
        if (problem is not null)
        {
            return problem;
        }

        var message = PayloadSerializer.Default.Serialize(fields.Message);
        return await ActAsync(context, desk => desk.SendAsync(path.Environment, path.Name, fields.EventName!, message)).ConfigureAwait(false);
    }

    private static void Write(Utf8JsonWriter writer, SiloAddress gateway, FoundConnection connection)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, connection.ConnectionId);
        writer.WriteString("gateway"u8, gateway.ToParsableString());
        writer.WriteString("environment"u8, connection.Environment);
        writer.WriteString("user"u8, connection.UserId);
        writer.WriteString("transport"u8, connection.Transport);
        writer.WriteStartArray("channels"u8);
        foreach (var channel in connection.Channels)
        {
            writer.WriteStringValue(channel);
        }

        writer.WriteEndArray();
        writer.WriteNumber("channelCount"u8, connection.ChannelCount);
        writer.WriteEndObject();
    }

    private async Task<IResult> ActAsync(HttpContext context, Func<IGatewayDesk, Task<bool>> act)
    {
        var answers = await AskAllAsync<bool?>(async desk => await act(desk).ConfigureAwait(false), context.RequestAborted).ConfigureAwait(false);
        return answers.Any(static answer => answer.Answer is true) ? TypedResults.NoContent()
            : answers.Any(static answer => answer.Answer is null) ? ServerProblem.NoAnswer
            : ServerProblem.ConnectionNotFound;
    }

    private Task<(SiloAddress Gateway, T? Answer)[]> AskAllAsync<T>(Func<IGatewayDesk, Task<T>> ask, CancellationToken cancellationToken) =>
        Task.WhenAll(nodes.GetGateways().Select(async gateway =>
        {
            try
            {
                return (gateway, (T?)await ask(desks.Get(gateway)).WaitAsync(Patience, time, cancellationToken).ConfigureAwait(false));
            }
            catch (Exception exception) when (exception is TimeoutException or OrleansException or InvalidOperationException)
            {
                Log.GatewaySilent(logger, gateway, exception);
                return (gateway, default(T));
            }
        }));

    private static partial class Log
    {
        [LoggerMessage(LogEvents.GatewaySilent, LogLevel.Warning, "Gateway {Gateway} did not answer an administrator.")]
        public static partial void GatewaySilent(ILogger logger, SiloAddress gateway, Exception exception);
    }
}
