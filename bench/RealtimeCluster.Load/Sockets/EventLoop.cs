using System.Net.Sockets;
using System.Text;
using RealtimeCluster.Load.Measuring;
using RealtimeCluster.Load.Protocols;

namespace RealtimeCluster.Load.Sockets;

/// <summary>Moves the bytes of all connections on one thread and hands whole messages to the protocol.</summary>
internal sealed class EventLoop : IDisposable
{
    private const int ReadsPerTurn = 4;

    private readonly Epoll _epoll = new();
    private readonly List<Connection> _connections = [];
    private readonly byte[] _input = GC.AllocateUninitializedArray<byte>(1024 * 1024, pinned: true);
    private readonly IConnectionObserver _observer;
    private readonly InboundParser _parser;
    private byte[] _output = new byte[64 * 1024];

    public EventLoop(IProtocol protocol, IConnectionObserver observer)
    {
        _observer = observer;
        _parser = new InboundParser(this, protocol);
    }

    /// <summary>Starts to open a connection.</summary>
    /// <param name="connection">A connection; the first time with the next free index.</param>
    public void Open(Connection connection)
    {
        if (connection.Index == _connections.Count)
        {
            _connections.Add(connection);
        }

        connection.Reset(ConnectionState.Connecting);
        var socket = new Socket(connection.Url.Family, SocketType.Stream, ProtocolType.Tcp) { Blocking = false, NoDelay = true };
        if (connection.ReceiveBufferBytes > 0)
        {
            // Before the connect: a window that shrinks later makes the sender's kernel wait for a timer at every few bytes.
            socket.ReceiveBufferSize = connection.ReceiveBufferBytes;
        }

        connection.Socket = socket;
        if (Epoll.TryConnect(socket, connection.Url.Address))
        {
            _epoll.Watch(socket, Epoll.Readable | Epoll.Writable, connection.Index);
        }
        else
        {
            Fail(connection, "the connect was refused");
        }
    }

    /// <summary>Waits for sockets at most this long and serves those that are ready.</summary>
    public void Turn(TimeSpan timeout)
    {
        var count = _epoll.Wait(timeout);
        for (var i = 0; i < count; i++)
        {
            var (key, events) = _epoll.Ready(i);
            var connection = _connections[key];
            if (connection.State == ConnectionState.Connecting)
            {
                FinishConnect(connection, events);
                continue;
            }

            if ((events & Epoll.Writable) != 0 && connection.IsOpen)
            {
                Flush(connection);
            }

            if ((events & (Epoll.Readable | Epoll.Failed)) != 0 && connection.IsOpen)
            {
                Serve(connection);
            }
        }
    }

    /// <summary>Sends one text message.</summary>
    public void Send(Connection connection, ReadOnlySpan<byte> text) => SendFrame(connection, FrameWriter.Text, text);

    /// <inheritdoc cref="Send(Connection, ReadOnlySpan{byte})"/>
    public void Send(Connection connection, string text) => Send(connection, Encoding.UTF8.GetBytes(text));

    /// <summary>Answers a ping of the WebSocket's own.</summary>
    public void SendPong(Connection connection, ReadOnlySpan<byte> payload) => SendFrame(connection, FrameWriter.Pong, payload);

    /// <summary>The connection is a member from here on.</summary>
    public void BecomeReady(Connection connection)
    {
        connection.State = ConnectionState.Ready;
        _observer.OnReady(connection);
    }

    /// <summary>Takes what a member received: deliveries, any number in one message, or something else.</summary>
    public void Deliver(Connection connection, ReadOnlySpan<byte> message)
    {
        if (!Stamp.TryFind(message, out var stamp, out var consumed))
        {
            _observer.OnOther(connection, message);
            return;
        }

        do
        {
            _observer.OnDelivery(connection, stamp);
            message = message[consumed..];
        }
        while (Stamp.TryFind(message, out stamp, out consumed));
    }

    /// <summary>Reads no more from a connection.</summary>
    public void Stall(Connection connection)
    {
        connection.State = ConnectionState.Stalled;
        connection.IsReading = false;
        Rewatch(connection);
    }

    /// <summary>Reads again, and asks for a sign of life: a peer that is gone without a word answers it with a reset.</summary>
    public void Resume(Connection connection)
    {
        if (connection.IsOpen)
        {
            connection.IsReading = true;
            Rewatch(connection);
            SendFrame(connection, FrameWriter.Ping, []);
        }
    }

    /// <summary>Ends a connection on purpose, with a close frame.</summary>
    public void Close(Connection connection)
    {
        if (connection.IsOpen)
        {
            SendFrame(connection, FrameWriter.Close, []);
            connection.Reset(ConnectionState.Unopened);
        }
    }

    /// <summary>Gives a connection up.</summary>
    public void Fail(Connection connection, string reason)
    {
        if (connection.State != ConnectionState.Failed)
        {
            _observer.OnFailed(connection, reason);
            connection.Reset(ConnectionState.Failed);
        }
    }

    public void Dispose()
    {
        foreach (var connection in _connections)
        {
            connection.Reset(ConnectionState.Unopened);
        }

        _epoll.Dispose();
    }

    private void FinishConnect(Connection connection, uint events)
    {
        if ((events & Epoll.Failed) != 0)
        {
            Fail(connection, "the connect was refused");
            return;
        }

        connection.State = ConnectionState.Upgrading;
        _epoll.Rewatch(connection.Socket!, Epoll.Readable, connection.Index);
        SendBytes(connection, connection.Url.UpgradeRequest(connection.Channel));
    }

    private void SendFrame(Connection connection, byte first, ReadOnlySpan<byte> payload)
    {
        if (_output.Length < payload.Length + FrameWriter.MaxHeaderBytes)
        {
            _output = new byte[(payload.Length + FrameWriter.MaxHeaderBytes) * 2];
        }

        SendBytes(connection, _output.AsSpan(0, FrameWriter.Write(_output, first, payload)));
    }

    private void SendBytes(Connection connection, ReadOnlySpan<byte> bytes)
    {
        if (!connection.IsOpen)
        {
            return;
        }

        if (connection.Unsent.Length > 0)
        {
            connection.Unsent.Append(bytes);
            return;
        }

        var sent = connection.Socket!.Send(bytes, SocketFlags.None, out var error);
        if (error is not (SocketError.Success or SocketError.WouldBlock))
        {
            Fail(connection, error.ToString());
        }
        else if (sent < bytes.Length)
        {
            connection.Unsent.Append(bytes[sent..]);
            Rewatch(connection);
        }
    }

    private void Flush(Connection connection)
    {
        while (connection.Unsent.Length > 0)
        {
            var sent = connection.Socket!.Send(connection.Unsent.Span, SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock)
            {
                return;
            }

            if (error != SocketError.Success)
            {
                Fail(connection, error.ToString());
                return;
            }

            connection.Unsent.Consume(sent);
        }

        Rewatch(connection);
    }

    private void Rewatch(Connection connection) => _epoll.Rewatch(
        connection.Socket!,
        (connection.IsReading ? Epoll.Readable : 0) | (connection.Unsent.Length > 0 ? Epoll.Writable : 0),
        connection.Index);

    private void Serve(Connection connection)
    {
        if (connection.IsReading)
        {
            Receive(connection);
        }
        else
        {
            Fail(connection, "the server reset the connection");
        }
    }

    private void Receive(Connection connection)
    {
        for (var i = 0; i < ReadsPerTurn && connection.IsOpen; i++)
        {
            var kept = connection.Received.Length;
            var input = _input.AsSpan();
            if (kept > _input.Length / 2)
            {
                // A frame longer than the shared input is put together where it is kept.
                input = input[..(_input.Length / 2)];
                kept = 0;
            }

            var count = connection.Socket!.Receive(input[kept..], SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock)
            {
                return;
            }

            if (error != SocketError.Success || count == 0)
            {
                Fail(connection, error == SocketError.Success ? "the server closed the connection" : error.ToString());
                return;
            }

            Take(connection, input, kept, count);
            if (kept + count < input.Length)
            {
                return;
            }
        }
    }

    private void Take(Connection connection, Span<byte> input, int kept, int count)
    {
        if (kept != connection.Received.Length)
        {
            connection.Received.Append(input[..count]);
            var used = _parser.Parse(connection, connection.Received.Span);
            if (connection.IsOpen)
            {
                connection.Received.Consume(used);
            }

            return;
        }

        connection.Received.Span.CopyTo(input);
        connection.Received.Clear();
        var bytes = input[..(kept + count)];
        var consumed = _parser.Parse(connection, bytes);
        if (connection.IsOpen && consumed < bytes.Length)
        {
            connection.Received.Append(bytes[consumed..]);
        }
    }
}
