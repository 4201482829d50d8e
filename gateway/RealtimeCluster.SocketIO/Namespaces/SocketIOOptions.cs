using System.ComponentModel.DataAnnotations;

namespace RealtimeCluster.SocketIO.Namespaces;

/// <summary>The settings of the Socket.IO layer.</summary>
public sealed class SocketIOOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Gateway:SocketIO";

    /// <summary>Time a client has, from the opening of its transport, to connect to a namespace. Default 45 s; then it is closed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>Most namespaces one client may be in. Default 16. One more closes the connection.</summary>
    [Range(1, 1_000)]
    public int MaxNamespaceCount { get; set; } = 16;

    /// <summary>
    /// Most connects of one client that may be refused before it is let in. Default 5: it may try again with other credentials, and is closed
    /// with the last refusal.
    /// </summary>
    [Range(1, 1_000)]
    public int MaxRefusedConnects { get; set; } = 5;

    /// <summary>Most acknowledgements one client may owe. Default 256. An event beyond it is not sent.</summary>
    [Range(1, 100_000)]
    public int MaxOutstandingAcks { get; set; } = 256;
}
