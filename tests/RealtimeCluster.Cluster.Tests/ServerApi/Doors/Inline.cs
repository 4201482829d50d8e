using System.Buffers;
using System.Text;
using RealtimeCluster.Contracts.Client;
using RealtimeCluster.Contracts.Payloads;

namespace RealtimeCluster.Cluster.Tests.ServerApi.Doors;

/// <summary>Payloads and members as one JSON text each, in which binary parts stand as Node's <c>Buffer</c> writes itself.</summary>
internal static class Inline
{
    public const string MediaType = "application/vnd.realtime.buffers+json";

    public static string Text(Payload payload)
    {
        var text = new ArrayBufferWriter<byte>();
        Placeholders.AppendInline(text, payload);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    public static string Text(IEnumerable<ChannelMember> members) => $"[{string.Join(',', members.Select(static member =>
        member.Profile is { } profile ? $$"""{"id":"{{member.Id}}","data":{{Text(profile)}}}""" : $$"""{"id":"{{member.Id}}"}"""))}]";
}
