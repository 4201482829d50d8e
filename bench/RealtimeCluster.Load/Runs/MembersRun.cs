using System.Diagnostics;
using System.Text.Json;
using RealtimeCluster.Load.CommandLine;
using RealtimeCluster.Load.Measuring;
using RealtimeCluster.Load.Protocols;
using RealtimeCluster.Load.Reports;
using RealtimeCluster.Load.Sockets;

namespace RealtimeCluster.Load.Runs;

/// <summary>Asks for the members of the first channel again and again, on servers' own connections.</summary>
internal static class MembersRun
{
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Measures.</summary>
    /// <exception cref="TimeoutException">The server did not let a connection in, or did not answer.</exception>
    public static MembersFigures Measure(LoadSession session, LoadOptions options)
    {
        var protocol = new MasterProtocol(options.ServerToken, EnvironmentOf(options.Auth), options.Askers);
        var traffic = new Traffic(1);
        using var loop = new EventLoop(protocol, traffic);
        var channel = session.Connections[0].Channel;
        var askers = Enumerable.Range(0, options.Askers).Select(index => new Connection(index, 0, channel, options.Urls[index % options.Urls.Count])).ToArray();
        Array.ForEach(askers, loop.Open);
        Wait(() => askers.All(static asker => asker.State is ConnectionState.Ready or ConnectionState.Failed), "to be let in");
        if (askers.Any(static asker => asker.State != ConnectionState.Ready))
        {
            throw new TimeoutException(traffic.Faults[0]);
        }

        var latencies = new LatencyHistogram();
        var expected = session.Connections.Count(static other => other is { State: ConnectionState.Ready, ChannelIndex: 0 });
        var starts = new long[askers.Length];
        int asked = 0, answered = 0, wrong = 0, listed = 0, bytes = 0;
        protocol.Answered = (asker, count, length) =>
        {
            latencies.Record((long)Stopwatch.GetElapsedTime(starts[asker.Index]).TotalMicroseconds);
            answered++;
            (listed, bytes) = (count, length);
            wrong += count == expected ? 0 : 1;
            Ask(asker);
        };
        session.Timeline.Restart();
        var before = session.Usage.Read();
        Array.ForEach(askers, Ask);
        while (answered < asked)
        {
            var sofar = answered;
            Wait(() => answered > sofar, "an answer to get_members");
        }

        var cpu = session.Usage.Read().Cpu - before.Cpu;
        return new MembersFigures(
            options.Requests,
            options.Askers,
            expected,
            listed,
            wrong,
            bytes,
            Math.Round(cpu.TotalMilliseconds / answered, 2),
            LatencyFigures.Of(latencies));

        void Ask(Connection asker)
        {
            if (asked < options.Requests)
            {
                asked++;
                starts[asker.Index] = Stopwatch.GetTimestamp();
                protocol.Ask(loop, asker, channel);
            }
        }

        void Wait(Func<bool> isDone, string expectation)
        {
            var start = Stopwatch.GetTimestamp();
            while (!isDone())
            {
                if (Stopwatch.GetElapsedTime(start) > Patience)
                {
                    throw new TimeoutException($"A server's connection waited {Patience.TotalSeconds} s {expectation}. {string.Join(' ', traffic.Faults)}");
                }

                loop.Turn(Turn);
                session.Turn(TimeSpan.Zero);
            }
        }
    }

    private static string EnvironmentOf(string auth)
    {
        using var document = JsonDocument.Parse(auth);
        return document.RootElement.TryGetProperty("envId", out var id) ? id.GetString() ?? string.Empty : string.Empty;
    }
}
