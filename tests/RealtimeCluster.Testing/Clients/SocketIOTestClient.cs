using System.Collections.Concurrent;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace RealtimeCluster.Testing.Clients;

/// <summary>A Socket.IO client over WebSocket that hides nothing: tests see every packet in order.</summary>
/// <remarks>Answers pings. Every wait has a deadline, and its message says what had come instead.</remarks>
public sealed class SocketIOTestClient : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly ClientWebSocket _webSocket = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly Channel<ReceivedFrame> _events = Channel.CreateUnbounded<ReceivedFrame>();
    private readonly ConcurrentDictionary<long, TaskCompletionSource<ReceivedFrame>> _acks = new();
    private readonly TaskCompletionSource<ReceivedFrame> _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _receiving = Task.CompletedTask;
    private long _nextAck;

    private SocketIOTestClient()
    {
    }

    /// <summary>The connection's id.</summary>
    public string Id { get; private set; } = string.Empty;

    /// <summary>What it shows to get this connection back; <see langword="null"/> when it was given nothing.</summary>
    public string? PrivateId { get; private set; }

    /// <summary>Where it is: the last argument of the last event, as socket.io-client keeps it.</summary>
    public string? Offset { get; private set; }

    /// <summary>Completes when the transport has ended.</summary>
    public Task Closed => _receiving;

    /// <summary>The events that came, in order.</summary>
    public ChannelReader<ReceivedFrame> Events => _events.Reader;

    /// <summary>Connects to the main namespace.</summary>
    /// <param name="baseUrl">The gateway.</param>
    /// <param name="auth">The CONNECT payload, as an object to be written as JSON.</param>
    /// <exception cref="InvalidOperationException">The gateway refused; the message is its CONNECT_ERROR.</exception>
    public static async Task<SocketIOTestClient> ConnectAsync(Uri baseUrl, object auth)
    {
        var client = await OpenAsync(baseUrl);
        await client.SendTextAsync("40" + JsonSerializer.Serialize(auth));
        var answer = await client._connected.Task.WaitAsync(Deadline);
        if (answer.Text[0] != '0')
        {
            await client.DisposeAsync();
            throw new InvalidOperationException(answer.Text);
        }

        var connected = JsonDocument.Parse(answer.Text.AsMemory(1)).RootElement;
        client.Id = connected.GetProperty("sid").GetString()!;
        client.PrivateId = connected.TryGetProperty("pid", out var pid) ? pid.GetString() : null;
        return client;
    }

    /// <summary>Opens the transport only.</summary>
    /// <param name="baseUrl">The gateway.</param>
    public static async Task<SocketIOTestClient> OpenAsync(Uri baseUrl)
    {
        ArgumentNullException.ThrowIfNull(baseUrl);
        var client = new SocketIOTestClient();
        var isSecure = baseUrl.Scheme == Uri.UriSchemeHttps;
        if (isSecure)
        {
            // A certificate that a test made signs itself.
            client._webSocket.Options.RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate?.Subject == "CN=localhost";
        }

        var url = new UriBuilder(baseUrl) { Scheme = isSecure ? "wss" : "ws", Path = "/realtime/", Query = "EIO=4&transport=websocket" };
        using var deadline = new CancellationTokenSource(Deadline);
        await client._webSocket.ConnectAsync(url.Uri, deadline.Token);
        client._receiving = client.ReceiveAsync();
        return client;
    }

    /// <summary>Sends an event.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="argument">Its one argument.</param>
    public Task EmitAsync(string name, object argument) =>
        SendTextAsync(string.Concat("42", JsonSerializer.Serialize(new[] { name, argument })));

    /// <summary>Sends an event and waits for its acknowledgement.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="argument">Its one argument.</param>
    /// <returns>The acknowledgement's first argument.</returns>
    public async Task<JsonElement> EmitWithAckAsync(string name, object argument)
    {
        var id = Interlocked.Increment(ref _nextAck);
        var answered = _acks[id] = new TaskCompletionSource<ReceivedFrame>(TaskCreationOptions.RunContinuationsAsynchronously);
        await SendTextAsync(string.Create(CultureInfo.InvariantCulture, $"42{id}{JsonSerializer.Serialize(new[] { name, argument })}"));
        var ended = await Task.WhenAny(answered.Task, Closed).WaitAsync(Deadline);
        return ended == answered.Task
            ? (await answered.Task).Json[0]
            : throw new InvalidOperationException($"The connection ended before '{name}' was acknowledged.");
    }

    /// <summary>Sends an event that may have binary parts and waits for its acknowledgement, which may have some as well.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="argumentJson">Its one argument, with placeholders.</param>
    /// <param name="attachments">What they stand for.</param>
    /// <returns>The acknowledgement's first argument, and what its placeholders stand for.</returns>
    public async Task<(JsonElement Argument, IReadOnlyList<byte[]> Attachments)> EmitBinaryWithAckAsync(
        string name,
        string argumentJson,
        IReadOnlyList<byte[]> attachments)
    {
        ArgumentNullException.ThrowIfNull(attachments);
        var id = Interlocked.Increment(ref _nextAck);
        var answered = _acks[id] = new TaskCompletionSource<ReceivedFrame>(TaskCreationOptions.RunContinuationsAsynchronously);
        var type = attachments.Count == 0 ? "2" : string.Create(CultureInfo.InvariantCulture, $"5{attachments.Count}-");
        await SendTextAsync(string.Create(CultureInfo.InvariantCulture, $"4{type}{id}[\"{name}\",{argumentJson}]"));
        foreach (var attachment in attachments)
        {
            await SendAsync(attachment, WebSocketMessageType.Binary);
        }

        var ended = await Task.WhenAny(answered.Task, Closed).WaitAsync(Deadline);
        return ended == answered.Task
            ? ((await answered.Task).Json[0], (await answered.Task).Attachments)
            : throw new InvalidOperationException($"The connection ended before '{name}' was acknowledged.");
    }

    /// <summary>Sends a text frame as it is.</summary>
    /// <param name="text">The frame.</param>
    public Task SendTextAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    /// <summary>Sends a frame as it is.</summary>
    /// <param name="bytes">The frame.</param>
    /// <param name="type">Text or binary.</param>
    public async Task SendAsync(ReadOnlyMemory<byte> bytes, WebSocketMessageType type)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        await _sending.WaitAsync(deadline.Token);
        try
        {
            await _webSocket.SendAsync(bytes, type, endOfMessage: true, deadline.Token);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Reads events until one fits.</summary>
    /// <param name="fits">Which one.</param>
    /// <param name="expected">What is waited for, for the message.</param>
    public async Task<ReceivedFrame> WaitForAsync(Func<ReceivedFrame, bool> fits, string expected)
    {
        ArgumentNullException.ThrowIfNull(fits);
        var seen = new List<string>();
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            while (true)
            {
                var frame = await _events.Reader.ReadAsync(deadline.Token);
                if (fits(frame))
                {
                    return frame;
                }

                seen.Add(frame.Text.Length > 200 ? frame.Text[..200] : frame.Text);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ChannelClosedException)
        {
            throw new TimeoutException($"Client {Id} expected {expected}, and got {seen.Count} others: {string.Join(' ', seen.TakeLast(10))}", exception);
        }
    }

    /// <summary>Ends the transport without a word.</summary>
    public void Abort() => _webSocket.Abort();

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _webSocket.Abort();
        await _receiving.WaitAsync(Deadline);
        _webSocket.Dispose();
        _sending.Dispose();
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[16 * 1024];
        var assembled = new MemoryStream();
        (string Text, int Expected, List<byte[]> Attachments)? binary = null;
        try
        {
            while (true)
            {
                var result = await _webSocket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    break;
                }

                assembled.Write(buffer, 0, result.Count);
                if (!result.EndOfMessage)
                {
                    continue;
                }

                var bytes = assembled.ToArray();
                assembled.SetLength(0);
                if (result.MessageType == WebSocketMessageType.Binary)
                {
                    binary!.Value.Attachments.Add(bytes);
                }
                else if (bytes is [(byte)'2'])
                {
                    await SendTextAsync("3");
                    continue;
                }
                else if (bytes[0] == '4')
                {
                    var text = Encoding.UTF8.GetString(bytes, 1, bytes.Length - 1);
                    if (text[0] is not ('5' or '6'))
                    {
                        Take(new ReceivedFrame(text, []));
                        continue;
                    }

                    var dash = text.IndexOf('-', StringComparison.Ordinal);
                    binary = (text, int.Parse(text.AsSpan(1, dash - 1), CultureInfo.InvariantCulture), []);
                }

                if (binary is { } packet && packet.Attachments.Count == packet.Expected)
                {
                    binary = null;
                    Take(new ReceivedFrame(packet.Text, packet.Attachments));
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            // The transport ended; whoever waits on this client is told below.
            _events.Writer.TryComplete();
        }

        _events.Writer.TryComplete();
        _connected.TrySetException(new InvalidOperationException("The transport ended before CONNECT was answered."));
    }

    private void Take(ReceivedFrame frame)
    {
        switch (frame.Text[0])
        {
            case '0' or '4' when !_connected.Task.IsCompleted:
                _connected.TrySetResult(frame);
                break;
            case '3' or '6':
                var start = frame.Text[0] == '3' ? 1 : frame.Text.IndexOf('-', StringComparison.Ordinal) + 1;
                var id = long.Parse(frame.Text.AsSpan(start, frame.Text.IndexOf('[', StringComparison.Ordinal) - start), CultureInfo.InvariantCulture);
                if (_acks.TryRemove(id, out var answered))
                {
                    answered.TrySetResult(frame);
                }

                break;
            default:
                if (frame.IsEvent && frame.Json is var arguments && arguments[arguments.GetArrayLength() - 1] is { ValueKind: JsonValueKind.String } last)
                {
                    Offset = last.GetString();
                }

                _events.Writer.TryWrite(frame);
                break;
        }
    }
}
