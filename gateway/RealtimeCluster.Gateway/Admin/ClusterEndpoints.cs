using System.Text.Json;
using Microsoft.AspNetCore.Http;
using RealtimeCluster.Clustering.Nodes;
using RealtimeCluster.Gateway.ServerApi;

namespace RealtimeCluster.Gateway.Admin;

/// <summary>Shows the cluster's nodes, empties gateways and stops nodes.</summary>
internal sealed class ClusterEndpoints(ClusterSampler sampler, INodeClient nodes, IGatewayDesks desks, AdminActions actions, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The nodes and what they say: <c>{nodes: [{id, name, address, status, isGateway, isSilo, report}]}</c>.</summary>
    public async Task<IResult> ReadAsync(HttpContext context)
    {
        var sample = await sampler.GetAsync().WaitAsync(context.RequestAborted).ConfigureAwait(false);
        return JsonAnswer.Create(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("nodes"u8);
            foreach (var node in sample)
            {
                Write(writer, node);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });
    }

    /// <summary>Empties the gateway that the query names by <c>node</c>; answers when it has begun.</summary>
    public async Task<IResult> DrainAsync(HttpContext context)
    {
        var (node, problem) = await FindAsync(context).ConfigureAwait(false);
        if ((problem ?? (node!.IsGateway ? null : AdminProblem.NotAGateway)) is { } refusal)
        {
            return refusal;
        }

        actions.Note(context, "drains gateway", node!.Address.ToParsableString());
        await desks.Get(node.Address).DrainAsync().WaitAsync(Patience, time, context.RequestAborted).ConfigureAwait(false);
        return TypedResults.Accepted((string?)null);
    }

    /// <summary>Stops the node that the query names by <c>node</c>; answers when it has begun.</summary>
    public async Task<IResult> StopAsync(HttpContext context)
    {
        var (node, problem) = await FindAsync(context).ConfigureAwait(false);
        if ((problem ?? (node!.IsOurs ? null : AdminProblem.ForeignNode)) is { } refusal)
        {
            return refusal;
        }

        actions.Note(context, "stops node", node!.Address.ToParsableString());
        await nodes.Get(node.Address).StopAsync().WaitAsync(Patience, time, context.RequestAborted).ConfigureAwait(false);
        return TypedResults.Accepted((string?)null);
    }

    private async Task<(NodeSample? Node, ServerProblem? Problem)> FindAsync(HttpContext context)
    {
        var id = context.Request.Query["node"].ToString();
        var sample = await sampler.GetAsync().WaitAsync(context.RequestAborted).ConfigureAwait(false);
        var found = sample.FirstOrDefault(node => node.IsAlive && node.Address.ToParsableString() == id);
        return (found, found is null ? AdminProblem.NodeNotFound : null);
    }

    private static void Write(Utf8JsonWriter writer, NodeSample node)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, node.Address.ToParsableString());
        writer.WriteString("name"u8, node.Name);
        writer.WriteString("address"u8, node.Address.Endpoint.ToString());
        writer.WriteString("status"u8, node.Status.ToString());
        writer.WriteBoolean("isGateway"u8, node.IsGateway);
        writer.WriteBoolean("isSilo"u8, node.IsOwner);
        if (node.Report is { } report)
        {
            writer.WriteStartObject("report"u8);
            writer.WriteNumber("uptimeSeconds"u8, report.Uptime.TotalSeconds);
            writer.WriteNumber("processorSeconds"u8, report.ProcessorTime.TotalSeconds);
            writer.WriteNumber("processorCount"u8, report.ProcessorCount);
            writer.WriteNumber("workingSetBytes"u8, report.WorkingSetBytes);
            writer.WriteNumber("heapBytes"u8, report.HeapBytes);
            writer.WriteString("machine"u8, report.MachineName);
            if (report.Gateway is { } gateway)
            {
                Write(writer, gateway);
            }

            if (report.Owner is { } owner)
            {
                writer.WriteStartObject("silo"u8);
                writer.WriteNumber("channels"u8, owner.ChannelCount);
                writer.WriteNumber("logs"u8, owner.LogCount);
                writer.WriteNumber("events"u8, owner.EventCount);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, GatewayReport gateway)
    {
        writer.WriteStartObject("gateway"u8);
        writer.WriteNumber("connections"u8, gateway.ConnectionCount);
        writer.WriteNumber("sessions"u8, gateway.SessionCount);
        writer.WriteNumber("channels"u8, gateway.ChannelCount);
        writer.WriteNumber("received"u8, gateway.ReceivedCount);
        writer.WriteNumber("refused"u8, gateway.RefusedCount);
        writer.WriteNumber("delivered"u8, gateway.DeliveredCount);
        writer.WriteNumber("dropped"u8, gateway.DroppedCount);
        writer.WriteBoolean("isDraining"u8, gateway.IsDraining);
        if (gateway.RoundTrip is { } roundTrip)
        {
            writer.WriteNumber("roundTripMilliseconds"u8, roundTrip.TotalMilliseconds);
        }

        writer.WriteEndObject();
    }
}
