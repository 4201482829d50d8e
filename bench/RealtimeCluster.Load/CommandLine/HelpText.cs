namespace RealtimeCluster.Load.CommandLine;

/// <summary>What <c>--help</c> says.</summary>
internal static class HelpText
{
    private const int Width = 110;
    private const int Indent = 26;

    public static void Write(TextWriter writer)
    {
        writer.WriteLine("""
            RealtimeCluster.Load opens connections from one thread, joins channels, publishes, and counts what arrives:
            deliveries, latency, loss, repetition, order, and the server's CPU and memory.

            usage: RealtimeCluster.Load [MODE] --url URL [options]

              run       publish at a rate or with a window, and measure the deliveries (default)
              idle      hold the connections, and measure the memory and CPU they cost
              join      time until all have connected and joined, with the join events that follow from it
              members   time the answers to get_members on servers' connections
              soak      publish, reconnect and rejoin at steady rates for long, and watch memory
              stall     publish with all members reading, then with some that have stopped, and compare what the others get

            options
            """);
        foreach (var option in OptionTable.All)
        {
            WriteOption(writer, option);
        }

        writer.WriteLine("""

            A sample of latency is taken at every delivery, from a time stamp in the message, so it includes the wait of a busy
            generator. Use one CPU for the server and another for this process (taskset), and compare only what ran side by side.

            stall sets --channels 5 --members 1000 --window 1 unless told. Those that have stopped stay connected with a small
            receive buffer, read nothing and answer no heartbeat. Deliveries, latency and loss are those of the others. At the end
            the stopped ones read again: whom the server let go shows then. A server notices one that reads nothing when the buffers
            of both kernels are full or a heartbeat is missed, so a phase of a minute says more than one of seconds.

            exit code: 0 all well; 1 a connection failed, or a message was lost, repeated or out of order, or stall had no deliveries; 2 the
            command line.

            examples
              RealtimeCluster.Load --url 'http://127.0.0.1:8080/realtime/?EIO=4&transport=websocket' \
                --auth '{"envId":"bench","echoMessages":true}' --channels 20 --members 50 --rate 200 --duration 30s --html report.html
              RealtimeCluster.Load idle --url … --channels 1000 --members 10 --duration 10s --pid 4711
              RealtimeCluster.Load stall --url … --auth '{"envId":"bench","echoMessages":true}' --stalled 100 --duration 60s --pid 4711
              RealtimeCluster.Load --protocol signalr --url http://127.0.0.1:7301/hub --members 1000 --window 1
            """);
    }

    private static void WriteOption(TextWriter writer, Option option)
    {
        var head = $"  {option.Name} {option.Value}".PadRight(Indent);
        var line = head;
        foreach (var word in option.Help.Split(' '))
        {
            if (line.Length + word.Length + 1 > Width)
            {
                writer.WriteLine(line.TrimEnd());
                line = new string(' ', Indent);
            }

            line += word + " ";
        }

        writer.WriteLine(line.TrimEnd());
    }
}
