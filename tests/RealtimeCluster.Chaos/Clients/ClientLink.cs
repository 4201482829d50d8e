namespace RealtimeCluster.Chaos.Clients;

/// <summary>A light client's transports, one after the other, and the ways in which it loses them.</summary>
/// <param name="random">Decides when and how an attempt to connect is lost.</param>
internal sealed class ClientLink(Random random)
{
    private static readonly TimeSpan SilentLife = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestAttempt = TimeSpan.FromSeconds(1.5);

    private readonly Lock _lock = new();
    private readonly List<Task> _ends = [];
    private ClientSocket? _socket;
    private CancellationTokenSource? _ending;
    private volatile TaskCompletionSource? _hold;
    private bool _isSilenced;
    private int _lossesLeft;

    /// <summary>Whether nothing is read at the moment.</summary>
    public bool IsHeld => _hold is not null;

    /// <summary>Reads a transport until it is lost, and gives it up then.</summary>
    /// <param name="socket">The transport.</param>
    /// <param name="isStarted">Whether it is more than an attempt.</param>
    /// <param name="take">Takes a frame; false when the transport is to be given up.</param>
    /// <param name="deadline">Ends an attempt.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task ReadAsync(
        ClientSocket socket,
        Func<bool> isStarted,
        Func<ReadOnlyMemory<byte>, bool> take,
        CancellationToken deadline,
        CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var starting = CancellationTokenSource.CreateLinkedTokenSource(ending.Token, deadline);
        lock (_lock)
        {
            (_socket, _ending, _isSilenced) = (socket, ending, false);
        }

        try
        {
            while (true)
            {
                if (_hold is { } hold)
                {
                    await hold.Task.WaitAsync(ending.Token);
                }

                var frame = await socket.ReceiveAsync(isStarted() ? ending.Token : starting.Token);
                if (frame.IsEmpty || !take(frame))
                {
                    return;
                }
            }
        }
        finally
        {
            bool isSilenced;
            lock (_lock)
            {
                (_socket, _ending, isSilenced) = (null, null, _isSilenced);
            }

            if (isSilenced)
            {
                Own(EndLaterAsync(socket, cancellationToken));
            }
            else
            {
                await socket.DisposeAsync();
            }
        }
    }

    /// <summary>Sends a frame if there is a transport.</summary>
    /// <param name="frame">The frame.</param>
    public void Send(byte[] frame) => _socket?.TrySend(frame);

    /// <summary>Ends the TCP connection without goodbye.</summary>
    public void Cut() => _socket?.Cut();

    /// <summary>Stops reading until <see cref="Resume"/>.</summary>
    public void Hold() => _hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Reads on.</summary>
    public void Resume()
    {
        _hold?.TrySetResult();
        _hold = null;
    }

    /// <summary>Loses its transport, and then those of its next attempts, before or soon after CONNECT is answered.</summary>
    /// <param name="losses">How many in all.</param>
    /// <param name="isSilent">Whether the server is not told of the first one.</param>
    public void Harass(int losses, bool isSilent)
    {
        _lossesLeft = losses - 1;
        Lose(isSilent);
    }

    /// <summary>CONNECT is about to be sent: one that is harassed will lose this attempt as well.</summary>
    public void Connecting()
    {
        if (_lossesLeft > 0 && _socket is { } socket)
        {
            _lossesLeft--;
            Own(LoseLaterAsync(socket, LongestAttempt * random.NextDouble(), random.Next(2) == 0));
        }
    }

    /// <summary>Waits for what was left behind.</summary>
    public Task EndAsync() => Task.WhenAll(_ends);

    // Transports are read one after the other, so nobody else is here.
    private void Own(Task task)
    {
        _ends.RemoveAll(static end => end.IsCompleted);
        _ends.Add(task);
    }

    private void Lose(bool isSilent)
    {
        if (isSilent)
        {
            Silence();
        }
        else
        {
            Cut();
        }
    }

    // The transport is used no more, but left open, as by a phone that is in another network now: nobody tells the server.
    private void Silence()
    {
        lock (_lock)
        {
            _isSilenced = _ending is not null;
            _ending?.Cancel();
        }
    }

    private async Task LoseLaterAsync(ClientSocket socket, TimeSpan after, bool isSilent)
    {
        await Task.Delay(after);
        if (ReferenceEquals(_socket, socket))
        {
            Lose(isSilent);
        }
    }

    private static async Task EndLaterAsync(ClientSocket socket, CancellationToken cancellationToken)
    {
        await Task.Delay(SilentLife, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await socket.DisposeAsync();
    }
}
