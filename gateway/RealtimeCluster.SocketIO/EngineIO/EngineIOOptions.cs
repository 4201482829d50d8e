using System.ComponentModel.DataAnnotations;

namespace RealtimeCluster.SocketIO.EngineIO;

/// <summary>The times of the Engine.IO transports. Sizes are in <see cref="PacketLimitsOptions"/>.</summary>
public sealed class EngineIOOptions
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Gateway:EngineIO";

    /// <summary>
    /// Whether unencrypted HTTP/1.1 WebSockets are served on their connection itself, beneath HTTP. Default true. Set it to false
    /// when middleware of the host (authentication, host filtering, forwarded headers) must see their requests.
    /// </summary>
    public bool DirectWebSockets { get; set; } = true;

    /// <summary>Time from the handshake, or from a pong, to the next ping. Default 10 s. Announced to clients.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Time a client has to answer a ping. Default 30 s; then the session is closed. Announced to clients. It begins again while a large
    /// message moves, behind which the ping or its answer waits.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan PingTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Time a WebSocket has to finish the upgrade of a polling session. Default 10 s; then that WebSocket is closed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00")]
    public TimeSpan UpgradeTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Time a poll that arrives during an upgrade waits for the upgrade to finish. Default 50 ms; then it is released
    /// with a noop packet.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:10")]
    public TimeSpan UpgradePollGrace { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// Time a client may take nothing of what is written to it. Default 30 s; then the session is closed. A large message may take as long
    /// as it moves.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Time a session that the gateway closed keeps its transport, so that what waits is written and the client can say
    /// goodbye. Default 5 s; then the connection is cut.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:05:00")]
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Time a client may take for the next 16 KiB, or the end, of the body of a polling request, and a large packet may wait for
    /// room in the gateway's inbound memory. Default 60 s; then the session is closed.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan ReceiveTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Time a host that is told to stop goes on as before, except that it says it is not ready. Default 0. Set it to more than a balancer
    /// takes to notice, so that no client is sent to a gateway that refuses it.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan DrainNotice { get; set; }

    /// <summary>
    /// Time over which a host that stops closes its sessions, so that their clients do not all come to other gateways at the same
    /// moment, and waits for their goodbyes. Default 5 s; 0 closes them at once and waits for nothing. With <see cref="DrainNotice"/> and <see cref="CloseTimeout"/> it must fit into the host's shutdown timeout (30 s).
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan DrainSpread { get; set; } = TimeSpan.FromSeconds(5);
}
