using System.Net;
using System.Net.WebSockets;
using System.Text;

namespace RealtimeCluster.Cluster.Tests.BadInput;

/// <summary>
/// Inputs of one kind, over as many connections as it takes: each of them is read by the server at the beginning of a connection, or
/// behind others that it has answered.
/// </summary>
internal sealed class FuzzConversation(Uri server, FuzzTally tally, long first)
{
    /// <summary>How many inputs one has.</summary>
    public const int InputCount = 64;

    // Long enough for a machine with much else to do; nothing here is to take it.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private static readonly byte[] Farewell = "GET /ping HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray();

    // Strangers have many addresses.
    private readonly IPAddress _from = new([127, 1, (byte)(first / InputCount / 250 % 4), (byte)(1 + (first / InputCount % 250))]);

    /// <summary>Has it.</summary>
    public async Task RunAsync()
    {
        tally.Running[first] = server.Scheme;
        try
        {
            await ((first / InputCount % 20) switch
            {
                < 3 => RequestAsync(Draw(RequestInputs.Handshake, InputCount, 0)),
                < 6 => RequestAsync(Draw(RequestInputs.Server, InputCount, 0)),
                < 8 => PollAsync(),
                < 12 => SendFramesAsync(Draw(PacketInputs.Frames, InputCount, 0)),
                _ => SendFramesAsync(Draw(PacketInputs.Framed, InputCount, 0)),
            });
        }
        finally
        {
            tally.Running.TryRemove(first, out _);
        }
    }

    private FuzzInput[] Draw(Func<long, FuzzInput> make, int count, int skipped) => [.. Enumerable.Range(skipped, count).Select(index => make(first + index))];

    private async Task RequestAsync(FuzzInput[] inputs)
    {
        for (var next = 0; next < inputs.Length;)
        {
            var count = inputs[next].IsLast ? 1 : inputs.Skip(next).TakeWhile(static input => !input.IsLast).Count();
            var answers = await RequestAsync(inputs.AsMemory(next, count));
            var heard = Math.Clamp(answers.Count, 1, count);
            for (var i = 0; i < answers.Count; i++)
            {
                var input = inputs[next + Math.Min(i, count - 1)];
                tally.Answered(answers[i], () => $"input {input.Number}: {Encoding.Latin1.GetString(input.Bytes)}");
            }

            tally.Heard(heard);
            next += heard;
        }
    }

    private async Task<List<int>> RequestAsync(ReadOnlyMemory<FuzzInput> inputs)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var reader = new AnswerReader();
        try
        {
            await using var connection = await OpenAsync(deadline.Token);
            var isLast = inputs.Span[^1].IsLast;
            var reading = ReadAsync(connection, reader, static _ => false, deadline.Token);
            await connection.SendAsync(Join(inputs, isLast ? [] : Farewell), deadline.Token);
            if (isLast)
            {
                connection.End();
            }

            await reading;
        }
        catch (OperationCanceledException)
        {
            tally.Silent();
        }

        return reader.Statuses;
    }

    private async Task PollAsync()
    {
        const int PerSession = 8;
        for (var skipped = 0; skipped < InputCount; skipped += PerSession)
        {
            using var deadline = new CancellationTokenSource(Deadline);
            var reader = new AnswerReader();
            await using var opening = await OpenAsync(deadline.Token);
            await opening.SendAsync("GET /realtime/?EIO=4&transport=polling HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), deadline.Token);
            await ReadAsync(opening, reader, static read => read.Start.Contains("maxPayload", StringComparison.Ordinal), deadline.Token);
            var place = reader.Start.IndexOf("\"sid\":\"", StringComparison.Ordinal);
            if (place < 0)
            {
                tally.Silent();
                continue;
            }

            var sid = reader.Start.Substring(place + 7, 20);
            var path = $"/realtime/?EIO=4&transport=polling&sid={sid} HTTP/1.1\r\nHost: localhost\r\n";
            FuzzInput[] greeting = [new(first + skipped, Encoding.ASCII.GetBytes($"POST {path}Content-Length: 18\r\n\r\n40{{\"envId\":\"fuzz\"}}"), IsLast: false)];

            // A poll that is left behind, while others come: two at a time are one too many.
            await opening.SendAsync(Encoding.ASCII.GetBytes($"GET {path}\r\n"), deadline.Token);
            await RequestAsync([.. greeting, .. Draw(number => RequestInputs.Poll(number, sid), PerSession - 1, skipped + 1)]);
        }
    }

    private async Task SendFramesAsync(FuzzInput[] inputs)
    {
        for (var next = 0; next < inputs.Length;)
        {
            var count = Math.Min(inputs.Skip(next).TakeWhile(static input => !input.IsLast).Count() + 1, inputs.Length - next);
            var heard = Math.Max(1, await SendFramesAsync(inputs.AsMemory(next, count)));
            tally.Heard(heard);
            next += heard;
        }
    }

    // How many were read: those whose pings were answered, and the one at which the connection ended.
    private async Task<int> SendFramesAsync(ReadOnlyMemory<FuzzInput> inputs)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var reader = new AnswerReader();
        var hasLast = inputs.Span[^1].IsLast;
        var pinged = hasLast ? inputs.Length - 1 : inputs.Length;
        try
        {
            await using var connection = await OpenAsync(deadline.Token);
            await connection.SendAsync(Opening, deadline.Token);
            if (!await ReadAsync(connection, reader, static read => read.IsGreeted, deadline.Token))
            {
                reader.Statuses.ForEach(status => tally.Answered(status, () => $"the WebSocket of input {inputs.Span[0].Number}"));
                tally.Silent();
                return 1;
            }

            var reading = ReadAsync(connection, reader, read => read.LastPong >= pinged - 1, deadline.Token);
            await connection.SendAsync(JoinPinged(inputs.Span[..pinged]), deadline.Token);
            if (await reading && hasLast)
            {
                await connection.SendAsync(inputs.Span[^1].Bytes, deadline.Token);
                connection.End();
                await ReadAsync(connection, reader, static _ => false, deadline.Token);
                return inputs.Length;
            }
        }
        catch (OperationCanceledException)
        {
            tally.Silent();
        }

        return Math.Min(reader.LastPong + 2, inputs.Length);
    }

    // The connection is let in before anything odd comes, and its join is on the way.
    private byte[] Opening
    {
        get
        {
            var head = Encoding.ASCII.GetBytes(
                $"GET /realtime/?EIO=4&transport=websocket{(first / InputCount % 7 == 0 ? "&b64=1" : "")} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            return
            [
                .. head, .. PacketInputs.Frame(WebSocketMessageType.Text, "40{\"envId\":\"fuzz\"}"u8),
                .. PacketInputs.Frame(WebSocketMessageType.Text, "42[\"join\",{\"channel\":\"c\"}]"u8),
            ];
        }
    }

    private Task<FuzzConnection> OpenAsync(CancellationToken cancellationToken)
    {
        tally.Connected();
        return FuzzConnection.OpenAsync(server, _from, cancellationToken);
    }

    // Whether what was waited for came before the end.
    private static async Task<bool> ReadAsync(FuzzConnection connection, AnswerReader reader, Func<AnswerReader, bool> isEnough, CancellationToken cancellationToken)
    {
        while (!isEnough(reader))
        {
            var bytes = await connection.ReceiveAsync(cancellationToken);
            if (bytes.IsEmpty)
            {
                return false;
            }

            reader.Read(bytes.Span);
        }

        return true;
    }

    private static byte[] Join(ReadOnlyMemory<FuzzInput> inputs, byte[] end)
    {
        var all = new List<byte>();
        foreach (var input in inputs.Span)
        {
            all.AddRange(input.Bytes);
        }

        return [.. all, .. end];
    }

    private static byte[] JoinPinged(ReadOnlySpan<FuzzInput> inputs)
    {
        var all = new List<byte>();
        for (var i = 0; i < inputs.Length; i++)
        {
            all.AddRange(inputs[i].Bytes);
            all.AddRange(PacketInputs.Ping((ushort)i));
        }

        return [.. all];
    }
}
