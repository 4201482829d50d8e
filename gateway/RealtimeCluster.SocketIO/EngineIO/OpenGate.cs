namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>Takes every session.</summary>
internal sealed class OpenGate : IHandshakeGate
{
    public TimeSpan? RetryAfter => null;
}
