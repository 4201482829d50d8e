using System.Text.Json;

namespace RealtimeCluster.Testing.Clients;

/// <summary>One Socket.IO packet as a test client got it: its text without the leading <c>4</c>, and its attachments.</summary>
/// <param name="Text">The packet, for example <c>2["name",{}]</c>.</param>
/// <param name="Attachments">The binary frames that followed.</param>
public sealed record ReceivedFrame(string Text, IReadOnlyList<byte[]> Attachments)
{
    /// <summary>The JSON array of an event or acknowledgement.</summary>
    public JsonElement Json => JsonDocument.Parse(Text.AsMemory(Text.IndexOf('[', StringComparison.Ordinal))).RootElement;

    /// <summary>Whether this is an event.</summary>
    public bool IsEvent => Text[0] is '2' or '5';

    /// <summary>The event's name, or nothing for other packets.</summary>
    public string? EventName => IsEvent && Json[0].ValueKind == JsonValueKind.String ? Json[0].GetString() : null;

    /// <summary>The event's first argument.</summary>
    public JsonElement Argument => Json[1];
}
