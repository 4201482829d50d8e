using System.Text.Json;
using RealtimeCluster.Chaos.Histories;

namespace RealtimeCluster.Chaos.Clients;

/// <summary>An acknowledgement: a position, or the code of an error.</summary>
/// <param name="Id">Of what.</param>
/// <param name="Position">Where it is in the channel; none for what has no place in one.</param>
/// <param name="Error">Why it was refused.</param>
internal readonly record struct AckFrame(long Id, Position? Position, string? Error)
{
    /// <summary>Reads <c>ID[{ok, offset?, epoch?}]</c> or <c>ID[{error: {code}}]</c>.</summary>
    /// <param name="packet">The packet after its type.</param>
    public static AckFrame Read(ReadOnlyMemory<byte> packet)
    {
        var start = packet.Span.IndexOf((byte)'[');
        var id = long.Parse(packet.Span[..start], provider: null);
        using var document = JsonDocument.Parse(packet[start..]);
        var answer = document.RootElement[0];
        return answer.TryGetProperty("error", out var error)
            ? new AckFrame(id, null, error.GetProperty("code").GetString())
            : answer.TryGetProperty("offset", out var offset)
            ? new AckFrame(id, new Position(string.Intern(answer.GetProperty("epoch").GetString()!), offset.GetInt64()), null)
            : new AckFrame(id, null, null);
    }
}
