using RealtimeCluster.Load.Sockets;

namespace RealtimeCluster.Load.CommandLine;

/// <summary>What the command line says.</summary>
internal sealed class LoadOptions
{
    public LoadMode Mode { get; set; } = LoadMode.Run;

    public string Protocol { get; set; } = "socketio";

    public List<TargetUrl> Urls { get; } = [];

    public int Channels { get; set; } = 1;

    public int Members { get; set; } = 100;

    public double Rate { get; set; }

    public int Window { get; set; }

    public int PayloadBytes { get; set; } = 200;

    public TimeSpan Duration { get; set; } = TimeSpan.FromSeconds(5);

    public TimeSpan Settle { get; set; } = TimeSpan.FromSeconds(1);

    public TimeSpan Drain { get; set; } = TimeSpan.FromSeconds(3);

    public double Ramp { get; set; }

    public int InFlight { get; set; } = 200;

    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(120);

    public string Auth { get; set; } = "{}";

    public string EventName { get; set; } = "chat-message";

    public string Prefix { get; set; } = $"load{Random.Shared.Next(1_000_000)}-";

    public List<int> Pids { get; } = [];

    public string ServerToken { get; set; } = string.Empty;

    public int Requests { get; set; } = 20;

    public int Askers { get; set; } = 1;

    public double Reconnects { get; set; } = 5;

    public double Rejoins { get; set; } = 5;

    public int Stalled { get; set; } = 100;

    public string Label { get; set; } = string.Empty;

    public string? JsonFile { get; set; }

    public string? HtmlFile { get; set; }

    public string? CsvFile { get; set; }

    public bool Quiet { get; set; }

    public int ConnectionCount => Channels * Members;
}
