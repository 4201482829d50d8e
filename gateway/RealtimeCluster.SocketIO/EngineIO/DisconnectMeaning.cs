namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>What a <see cref="DisconnectReason"/> means for what waits, and for the client's way back.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="Drains">Whether what waits is still written although the session closes: it is the server's own decision, not the client's fault.</param>
/// <param name="TakesLastPoll">
/// Whether a poll is still answered after the close: it carries what the server had left to say, or it is the poll that the client sent along with its close
/// packet and that was overtaken by it.
/// </param>
/// <param name="MayComeBack">Whether the client said no goodbye, which only its DISCONNECT packet is, and was told none.</param>
/// <param name="IsLikelyGoodbye">Whether the client has gone for good more likely than not: a closed tab closes its transport so, and a library that gives one up.</param>
public sealed record DisconnectMeaning(DisconnectReason Reason, bool Drains, bool TakesLastPoll, bool MayComeBack, bool IsLikelyGoodbye)
{
    /// <summary>What it is called in the log and in metrics.</summary>
    public string Code { get; } = Reason.ToString();
}
