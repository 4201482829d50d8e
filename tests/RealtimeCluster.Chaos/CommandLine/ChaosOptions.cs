using RealtimeCluster.Chaos.Faults;
using RealtimeCluster.Chaos.Strangers;

namespace RealtimeCluster.Chaos.CommandLine;

/// <summary>What a run is made of.</summary>
internal sealed class ChaosOptions
{
    public IReadOnlyList<FaultKind> Faults { get; set; } = [];

    public TimeSpan Every { get; set; } = TimeSpan.FromSeconds(15);

    public TimeSpan Outage { get; set; } = TimeSpan.FromSeconds(3);

    public TimeSpan Duration { get; set; } = TimeSpan.FromMinutes(1);

    public int Clients { get; set; } = 500;

    public int ChannelsPerClient { get; set; } = 5;

    public int Members { get; set; } = 10;

    public int Rate { get; set; } = 500;

    public int Silos { get; set; } = 2;

    public int Gateways { get; set; } = 3;

    /// <summary>Whether all clients come through haproxy, each connect to the next gateway.</summary>
    public bool HasBalancer { get; set; }

    /// <summary>How many socket.io-client and altogic clients each are among them; of altogic none behind a flaky proxy.</summary>
    public int RealClients { get; set; } = 2;

    /// <summary>How many messages those with socket.io-client publish each second, over all; null for one each.</summary>
    public int? RealRate { get; set; }

    /// <summary>Whether they come through a proxy that fails, cuts and delays one request in ten.</summary>
    public bool HasFlakyProxy { get; set; }

    /// <summary>How many servers publish by grain calls, about 20 messages a second each.</summary>
    public int Servers { get; set; } = 2;

    public TimeSpan PresenceGrace { get; set; } = TimeSpan.FromSeconds(15);

    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(2);

    public double MinRecoveryShare { get; set; } = 1;

    /// <summary>How large the clients' profiles are; 0 for none.</summary>
    public int ProfileBytes { get; set; }

    /// <summary>How often each client changes its profile, about.</summary>
    public TimeSpan ProfileEvery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How many join at once in a rewind storm.</summary>
    public int StormJoins { get; set; } = 500;

    /// <summary>How large the messages are that a rewind storm asks for, a hundred of them.</summary>
    public int StormBytes { get; set; } = 40_000;

    /// <summary>How long the storage takes to answer, if the cluster has one.</summary>
    public (TimeSpan Least, TimeSpan Most)? StorageDelay { get; set; }

    /// <summary>How long the storage stands still now and then; zero for never.</summary>
    public TimeSpan StorageStall { get; set; }

    /// <summary>How many strangers do their worst to the cluster.</summary>
    public int Strangers { get; set; }

    /// <summary>What they do, one kind after the other.</summary>
    public IReadOnlyList<StrangerKind> StrangerKinds { get; set; } = Enum.GetValues<StrangerKind>();

    /// <summary>How long a run with strangers goes without them first, to compare with.</summary>
    public TimeSpan QuietTime { get; set; } = TimeSpan.FromMinutes(1);

    public int Seed { get; set; } = Environment.TickCount;

    public int? BasePort { get; set; }

    public string? LogFolder { get; set; }

    public string? JsonFile { get; set; }
}
