using System.Diagnostics;
using System.Text.Json;
using RealtimeCluster.Load.CommandLine;
using RealtimeCluster.Load.Measuring;
using RealtimeCluster.Load.Protocols;
using RealtimeCluster.Load.Reports;
using RealtimeCluster.Load.Sockets;

namespace RealtimeCluster.Load.Runs;

/// <summary>Asks for the members of the first channel again and again, on a server's own connection.</summary>
internal static class MembersRun
{
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Measures.</summary>
    /// <exception cref="TimeoutException">The server did not let the connection in, or did not answer.</exception>
    public static MembersFigures Measure(LoadSession session, LoadOptions options)
    {
        var protocol = new MasterProtocol(options.ServerToken, EnvironmentOf(options.Auth));
        var traffic = new Traffic(1);
        using var loop = new EventLoop(protocol, traffic);
        var connection = new Connection(0, 0, session.Connections[0].Channel, options.Urls[0]);
        loop.Open(connection);
        Wait(() => connection.State is ConnectionState.Ready or ConnectionState.Failed, "to be let in");
        if (connection.State != ConnectionState.Ready)
        {
            throw new TimeoutException(traffic.Faults[0]);
        }

        var latencies = new LatencyHistogram();
        var expected = session.Connections.Count(static other => other is { State: ConnectionState.Ready, ChannelIndex: 0 });
        int wrong = 0, listed = 0;
        session.Timeline.Restart();
        for (var i = 0; i < options.Requests; i++)
        {
            var start = Stopwatch.GetTimestamp();
            protocol.Ask(loop, connection, connection.Channel);
            Wait(() => protocol.IsAnswered, "an answer to get_members");
            latencies.Record((long)Stopwatch.GetElapsedTime(start).TotalMicroseconds);
            listed = protocol.ListedCount;
            wrong += listed == expected ? 0 : 1;
        }

        return new MembersFigures(options.Requests, expected, listed, wrong, protocol.AnswerBytes, LatencyFigures.Of(latencies));

        void Wait(Func<bool> isDone, string expectation)
        {
            var start = Stopwatch.GetTimestamp();
            while (!isDone())
            {
                if (Stopwatch.GetElapsedTime(start) > Patience)
                {
                    throw new TimeoutException($"The server's connection waited {Patience.TotalSeconds} s {expectation}. {string.Join(' ', traffic.Faults)}");
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
