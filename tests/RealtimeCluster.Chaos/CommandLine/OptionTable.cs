using System.Globalization;
using System.Text.RegularExpressions;
using RealtimeCluster.Chaos.Faults;
using RealtimeCluster.Chaos.Strangers;

namespace RealtimeCluster.Chaos.CommandLine;

/// <summary>Every option, in the order of the help.</summary>
internal static partial class OptionTable
{
    public static IReadOnlyList<Option> All { get; } =
    [
        new("--fault", "KINDS", $"Faults in turn, with commas between: {string.Join(", ", Enum.GetValues<FaultKind>().Select(NameOf))} (default none).", static (o, v) => Kinds<FaultKind>(v, faults => o.Faults = [.. faults.Where(static kind => kind != FaultKind.None)])),
        new("--every", "TIME", "Pause before each fault: 500ms, 15s, 2m (default 15s).", static (o, v) => Time(v, t => o.Every = t)),
        new("--outage", "TIME", "How long a fault that lasts does so (default 3s; redis-down: always 60s, pause-cut: 1 to 20s).", static (o, v) => Time(v, t => o.Outage = t)),
        new("--duration", "TIME", "How long faults are injected, each at least once; the last one is undone (default 1m).", static (o, v) => Time(v, t => o.Duration = t)),
        new("--clients", "N", "Light clients (default 500).", static (o, v) => Whole(v, 1, 20_000, n => o.Clients = n)),
        new("--channels-per-client", "N", "Channels each is in (default 5).", static (o, v) => Whole(v, 1, 100, n => o.ChannelsPerClient = n)),
        new("--members", "N", "Members of each channel, about (default 10).", static (o, v) => Whole(v, 2, 10_000, n => o.Members = n)),
        new("--rate", "N", "Messages published each second (default 500).", static (o, v) => Whole(v, 1, 100_000, n => o.Rate = n)),
        new("--silos", "N", "Silos (default 2).", static (o, v) => Whole(v, 1, 20, n => o.Silos = n)),
        new("--gateways", "N", "Gateways (default 3).", static (o, v) => Whole(v, 1, 20, n => o.Gateways = n)),
        new("--balancer", "yes|no", "Whether all clients come through haproxy, each connect to the next gateway (default no).", static (o, v) => Take(v is "yes" or "no", () => o.HasBalancer = v == "yes")),
        new("--real-clients", "N", "Clients with socket.io-client, and as many with altogic, in a Node process (default 2).", static (o, v) => Whole(v, 0, 200, n => o.RealClients = n)),
        new("--real-rate", "N", "Messages that those with socket.io-client publish each second (default: one each).", static (o, v) => Whole(v, 1, 10_000, n => o.RealRate = n)),
        new("--flaky-proxy", "yes|no", "Whether they, of 4.6 to 4.8 over each transport and none with altogic, come through a proxy that fails, cuts or delays one request in ten (default no).", static (o, v) => Take(v is "yes" or "no", () => o.HasFlakyProxy = v == "yes")),
        new("--servers", "N", "Servers that publish by grain calls from a business silo, about 20 messages a second each (default 2).", static (o, v) => Whole(v, 0, 100, n => o.Servers = n)),
        new("--grace", "TIME", "Realtime:Recovery:PresenceGrace of the cluster (default 15s).", static (o, v) => Time(v, t => o.PresenceGrace = t)),
        new("--window", "TIME", "Realtime:Recovery:Window of the cluster (default 2m).", static (o, v) => Time(v, t => o.Window = t)),
        new("--min-recovery", "PERCENT", "Which share of the clients that come back in the window has to be recovered (default 100).", static (o, v) => Whole(v, 0, 100, n => o.MinRecoveryShare = n / 100.0)),
        new("--profile-bytes", "N", "Each light client has a profile of about that size, set before it joins and changed now and then (default 0: none).", static (o, v) => Whole(v, 0, 10_000_000, n => o.ProfileBytes = n)),
        new("--profile-every", "TIME", "How often each of them changes it, about (default 1m).", static (o, v) => Time(v, t => o.ProfileEvery = t)),
        new("--storm-joins", "N", "Clients of a rewind-storm (default 500).", static (o, v) => Whole(v, 1, 10_000, n => o.StormJoins = n)),
        new("--storm-bytes", "N", "Size of each of the 100 messages they ask for; 40000 fill the 4 MiB that are kept (default 40000).", static (o, v) => Whole(v, 1, 40_000, n => o.StormBytes = n)),
        new("--storage-delay", "A-Bms", "Owners and sessions are written behind to the cluster's Redis, which answers each call after a random time (default: no storage).", static (o, v) => Range(v, range => o.StorageDelay = range)),
        new("--storage-stall", "TIME", "All answers of that storage stand still that long at most, every half minute (default 0: never).", static (o, v) => Time(v, t => o.StorageStall = t)),
        new("--strangers", "N", "Strangers who do their worst from addresses and environments of their own, until the end of the run (default 0).", static (o, v) => Whole(v, 0, StrangerPlace.MaxCount, n => o.Strangers = n)),
        new("--stranger-kinds", "KINDS", $"What they do, with commas between: {string.Join(", ", Enum.GetValues<StrangerKind>().Select(NameOf))} (default all).", static (o, v) => Kinds<StrangerKind>(v, kinds => o.StrangerKinds = kinds)),
        new("--quiet", "TIME", "How long a run with strangers goes without them, and without faults, first (default 1m).", static (o, v) => Time(v, t => o.QuietTime = t)),
        new("--seed", "N", "Makes the choices the same again; the timing is not (default: another each time).", static (o, v) => Whole(v, 0, int.MaxValue, n => o.Seed = n)),
        new("--base-port", "P", "First of the 100 ports of the cluster (default: a free range).", static (o, v) => Whole(v, 1024, 65_000, n => o.BasePort = n)),
        new("--logs", "DIR", "Copy the nodes' logs there before the cluster ends.", static (o, v) => Take(v.Length > 0, () => o.LogFolder = v)),
        new("--json", "FILE", "Write all figures and violations.", static (o, v) => Take(v.Length > 0, () => o.JsonFile = v)),
    ];

    /// <summary>What a kind of fault or stranger is called on the command line.</summary>
    /// <typeparam name="TKind">Of faults or strangers.</typeparam>
    /// <param name="kind">The kind.</param>
    public static string NameOf<TKind>(TKind kind)
        where TKind : struct, Enum => InnerCapital().Replace(kind.ToString(), "-$0").ToLowerInvariant();

    private static bool Kinds<TKind>(string text, Action<IReadOnlyList<TKind>> apply)
        where TKind : struct, Enum
    {
        var byName = Enum.GetValues<TKind>().ToDictionary(NameOf, StringComparer.Ordinal);
        var names = text.Split(',');
        return Take(names.All(byName.ContainsKey), () => apply([.. names.Select(name => byName[name])]));
    }

    private static bool Take(bool isValid, Action apply)
    {
        if (isValid)
        {
            apply();
        }

        return isValid;
    }

    private static bool Whole(string text, int least, int most, Action<int> apply) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && Take(n >= least && n <= most, () => apply(n));

    private static bool Time(string text, Action<TimeSpan> apply)
    {
        var match = TimeText().Match(text);
        return Take(match.Success, () => apply(TimeSpan.FromSeconds(
            double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * match.Groups[2].Value switch { "ms" => 0.001, "m" => 60, "h" => 3600, _ => 1 })));
    }

    private static bool Range(string text, Action<(TimeSpan Least, TimeSpan Most)> apply)
    {
        var match = RangeText().Match(text);
        if (!match.Success)
        {
            return false;
        }

        var (least, most) = (int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture));
        return Take(least <= most, () => apply((TimeSpan.FromMilliseconds(least), TimeSpan.FromMilliseconds(most))));
    }

    [GeneratedRegex(@"^(\d{1,5})-(\d{1,5})ms$")]
    private static partial Regex RangeText();

    [GeneratedRegex(@"^(\d{1,6}(?:\.\d{1,3})?)(ms|s|m|h)?$")]
    private static partial Regex TimeText();

    [GeneratedRegex("(?<=.)[A-Z]")]
    private static partial Regex InnerCapital();
}
