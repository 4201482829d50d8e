namespace RealtimeCluster.Chaos.Histories;

/// <summary>A client that came back after its transport was lost.</summary>
/// <param name="Former">The session it had.</param>
/// <param name="Current">The session it has now; the same when recovered.</param>
/// <param name="Gateway">Where it came back.</param>
/// <param name="SilentFrom">When it had last heard of the server.</param>
/// <param name="At">When it was back.</param>
/// <param name="HadPosition">Whether it had received an event, without which it can show no position.</param>
internal sealed record Reconnect(Session Former, Session Current, string Gateway, TimeSpan SilentFrom, TimeSpan At, bool HadPosition)
{
    public bool IsRecovered => ReferenceEquals(Former, Current);

    public TimeSpan Silence => At - SilentFrom;
}
