using System.Net;
using System.Net.Sockets;
using System.Text;
using RealtimeCluster.Chaos.Network;

namespace RealtimeCluster.Chaos.Strangers;

/// <summary>A TCP connection of a stranger, for what no proper client would send.</summary>
internal sealed class StrangerLine : IDisposable
{
    private static readonly TimeSpan AnswerDeadline = TimeSpan.FromSeconds(20);

    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[4096];

    private StrangerLine(Socket socket) => _socket = socket;

    /// <summary>Connects from the stranger's address.</summary>
    /// <param name="gateway">To whom.</param>
    /// <param name="place">From where.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task<StrangerLine> OpenAsync(Gateway gateway, StrangerPlace place, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(AnswerDeadline);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(place.Source, 0));
            await socket.ConnectAsync(gateway.EndPoint, deadline.Token);
            return new StrangerLine(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await _socket.SendAsync(bytes, cancellationToken)..];
        }
    }

    /// <summary>The beginning of the next answer; empty when the server closed the connection.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<string> ReadAsync(CancellationToken cancellationToken) =>
        Encoding.Latin1.GetString(_buffer, 0, await _socket.ReceiveAsync(_buffer, cancellationToken));

    /// <summary>Sends, and reads until the answer's header and what came with it is there.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<string> AskAsync(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(AnswerDeadline);
        await SendAsync(request, deadline.Token);
        return await ReadAsync(deadline.Token);
    }

    /// <summary>Sends something again and again until the server answers with a status, or closes.</summary>
    /// <param name="bytes">What.</param>
    /// <param name="every">How often.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The first status that came, empty if none did; the rest is not looked at.</returns>
    public async Task<string> DripAsync(ReadOnlyMemory<byte> bytes, TimeSpan every, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = ReadToEndAsync(ended);
        try
        {
            while (!ended.IsCancellationRequested)
            {
                await Task.Delay(every, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await SendAsync(bytes, ended.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            // It has ended: what was read until then says how.
            await ended.CancelAsync();
        }

        return await reading;
    }

    public void Dispose() => _socket.Dispose();

    private async Task<string> ReadToEndAsync(CancellationTokenSource ended)
    {
        var status = string.Empty;
        try
        {
            while (await ReadAsync(ended.Token) is { Length: > 0 } text)
            {
                status = status.Length == 0 && text.StartsWith("HTTP/", StringComparison.Ordinal) ? StatusOf(text) : status;
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            // The end, by a reset or by the run.
        }

        await ended.CancelAsync();
        return status;
    }

    /// <summary>What an answer's first line says.</summary>
    /// <param name="answer">The answer.</param>
    public static string StatusOf(string answer) => answer.Length >= 12 ? $"HTTP {answer.AsSpan(9, 3)}" : "no answer";
}
