using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using RealtimeCluster.Load.Sockets;

namespace RealtimeCluster.Load.CommandLine;

/// <summary>Every option, in the order of the help.</summary>
internal static partial class OptionTable
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static IReadOnlyList<Option> All { get; } =
    [
        new("--url", "URL", "A server's WebSocket address, http:// or ws://; repeat it for several, and the members of each channel spread over them. {channel} in it stands for the channel's name.",
            static (o, v) => Take(TargetUrl.TryParse(v, out var url), () => o.Urls.Add(url!))),
        new("--protocol", "P", "socketio (default), signalr or raw: a server that sends everything to all sockets of one path.",
            static (o, v) => Take(v is "socketio" or "signalr" or "raw", () => o.Protocol = v)),
        new("--channels", "N", "Channels (default 1; stall: 5).", static (o, v) => Whole(v, 1, 1_000_000, n => o.Channels = n)),
        new("--members", "N", "Connections in each channel (default 100; stall: 1000).", static (o, v) => Whole(v, 1, 1_000_000, n => o.Members = n)),
        new("--window", "N", "Keep N messages of each channel unanswered: the next is published when the oldest has reached all members (stall: default 1).",
            static (o, v) => Whole(v, 1, 100_000, n => o.Window = n)),
        new("--rate", "N", "Publish N messages a second, over all channels in turn.", static (o, v) => Number(v, 0.001, 1e7, n => o.Rate = n)),
        new("--payload", "BYTES", "Size of a message's body (default 200, at least 26).", static (o, v) => Whole(v, 26, 10_000_000, n => o.PayloadBytes = n)),
        new("--duration", "TIME", "How long to publish or hold, stall: in each of its two phases: 5, 5s, 10m, 1h (default 5s, at most 24h).", static (o, v) => Time(v, Day, t => o.Duration = t)),
        new("--settle", "TIME", "Pause between the last join and the first message (default 1s).", static (o, v) => Time(v, Day, t => o.Settle = t)),
        new("--drain", "TIME", "How long nothing may arrive before what is missing counts as lost (default 3s).", static (o, v) => Time(v, Day, t => o.Drain = t)),
        new("--ramp", "N", "Open at most N connections a second (default: as fast as --in-flight allows).", static (o, v) => Number(v, 0.001, 1e6, n => o.Ramp = n)),
        new("--in-flight", "N", "Connections that are being opened at a time (default 200).", static (o, v) => Whole(v, 1, 100_000, n => o.InFlight = n)),
        new("--connect-timeout", "TIME", "When to give up connecting and joining (default 120s).", static (o, v) => Time(v, Day, t => o.ConnectTimeout = t)),
        new("--auth", "JSON", "The payload of Socket.IO's CONNECT (default {}).", static (o, v) => Take(IsJsonObject(v), () => o.Auth = v)),
        new("--event", "NAME", "The event that is published (default chat-message).", static (o, v) => Take(PlainName().IsMatch(v), () => o.EventName = v)),
        new("--prefix", "TEXT", "Start of the channels' names (default: another one each time).", static (o, v) => Take(PlainName().IsMatch(v), () => o.Prefix = v)),
        new("--pid", "PID", "A process of the server whose CPU and memory are measured; repeat it for several.", static (o, v) => Whole(v, 1, int.MaxValue, o.Pids.Add)),
        new("--server-token", "TOKEN", "members: the credential of the connections that ask.", static (o, v) => Take(v.Length > 0, () => o.ServerToken = v)),
        new("--requests", "N", "members: how often they ask, all together (default 20).", static (o, v) => Whole(v, 1, 100_000, n => o.Requests = n)),
        new("--askers", "N", "members: connections that ask at the same time, spread over the servers (default 1).", static (o, v) => Whole(v, 1, 1000, n => o.Askers = n)),
        new("--reconnects", "N", "soak: connections closed and opened anew each second (default 5).", static (o, v) => Number(v, 0, 1e5, n => o.Reconnects = n)),
        new("--rejoins", "N", "soak: members that leave and join again each second (default 5).", static (o, v) => Number(v, 0, 1e5, n => o.Rejoins = n)),
        new("--stalled", "N", "stall: members that stop reading (default 100).", static (o, v) => Whole(v, 1, 1_000_000, n => o.Stalled = n)),
        new("--label", "TEXT", "A name for the reports.", static (o, v) => Take(true, () => o.Label = v)),
        new("--json", "FILE", "Write all figures.", static (o, v) => Take(v.Length > 0, () => o.JsonFile = v)),
        new("--html", "FILE", "Write a page with plots that needs nothing else.", static (o, v) => Take(v.Length > 0, () => o.HtmlFile = v)),
        new("--csv", "FILE", "Write the samples over time.", static (o, v) => Take(v.Length > 0, () => o.CsvFile = v)),
        new("--quiet", "", "No line each second.", static (o, _) => Take(true, () => o.Quiet = true)),
    ];

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

    private static bool Number(string text, double least, double most, Action<double> apply) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var n) && Take(n >= least && n <= most, () => apply(n));

    private static bool Time(string text, TimeSpan most, Action<TimeSpan> apply)
    {
        var match = TimeText().Match(text);
        if (!match.Success)
        {
            return false;
        }

        var unit = match.Groups[2].Value switch { "ms" => 0.001, "m" => 60, "h" => 3600, _ => 1 };
        var time = TimeSpan.FromSeconds(double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * unit);
        return Take(time <= most, () => apply(time));
    }

    private static bool IsJsonObject(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^(\d{1,6}(?:\.\d{1,3})?)(ms|s|m|h)?$")]
    private static partial Regex TimeText();

    [GeneratedRegex("^[A-Za-z0-9_.:-]{1,100}$")]
    private static partial Regex PlainName();
}
