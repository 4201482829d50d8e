using System.Diagnostics.CodeAnalysis;
using RealtimeCluster.Gateway.Connections;

namespace RealtimeCluster.Gateway.Recovery;

/// <summary>One try to go on with a session, from the claim to its end.</summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="connection">What it is to become.</param>
[SuppressMessage("Design", "CA1001", Justification = "Without a timer the source holds nothing, and a newer try may cancel it when this one is just over.")]
internal sealed class ResumeAttempt(Connection connection)
{
    private readonly CancellationTokenSource _superseded = new();

    public Connection Connection => connection;

    public int Generation => connection.Generation;

    /// <summary>Whether a newer try goes on with the session.</summary>
    public bool IsSuperseded => _superseded.IsCancellationRequested;

    /// <summary>Cancelled when a newer try goes on with the session.</summary>
    public CancellationToken Superseded => _superseded.Token;

    /// <summary>A newer try goes on with the session.</summary>
    public void Supersede() => _superseded.Cancel();
}
