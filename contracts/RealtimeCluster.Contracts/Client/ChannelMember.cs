using RealtimeCluster.Contracts.Payloads;

namespace RealtimeCluster.Contracts.Client;

/// <summary>One member of a channel, as a server sees it.</summary>
/// <param name="Id">The id of the member's connection.</param>
/// <param name="Profile">The profile as encoded; <see langword="null"/> while none was set.</param>
public sealed record ChannelMember(string Id, Payload? Profile)
{
    /// <summary>Whether the member ever set a profile.</summary>
    public bool HasProfile => Profile is not null;

    /// <summary>The profile as a value; binary parts read into <see cref="byte"/> arrays.</summary>
    /// <typeparam name="T">The type to read.</typeparam>
    /// <exception cref="System.Text.Json.JsonException">The profile is not of that type.</exception>
    public T? GetProfile<T>() => Profile is null ? default : PayloadSerializer.Default.Deserialize<T>(Profile);
}
