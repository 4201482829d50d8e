using static RealtimeCluster.Gateway.Connections.ConnectionStep;
using static RealtimeCluster.Gateway.Connections.ConnectionState;

namespace RealtimeCluster.Gateway.Connections;

/// <summary>The life of a connection: connecting, live, away, over. Says what happens when, and of two who end it, which one does.</summary>
/// <remarks>
/// Thread-safe: each event is applied at once or not at all. A structure, so that a delivery finds it in the connection itself; it must not be copied.
/// </remarks>
internal struct ConnectionLife
{
    private volatile ConnectionState _state;

    public ConnectionState State => _state;

    /// <summary>Whether nothing is delivered to it any more.</summary>
    public bool IsClosed => State >= Superseded;

    /// <summary>Whether nobody here speaks for it any more: it has left, or another connection goes on with its session.</summary>
    public bool IsOver => State is Yielding or Yielded or Left;

    /// <summary>Whether its members leave for good.</summary>
    public bool HasLeft => State == Left;

    /// <summary>All that can happen, on one page. What is not listed changes nothing.</summary>
    public static ConnectionState Next(ConnectionState state, ConnectionStep step) => (state, step) switch
    {
        (Connecting, Begin) => Live,

        // A client may be gone before it was let in; what another connection goes on with is not waited for.
        (Connecting or Live or Superseded, Lose) => Away,
        (Yielding, Lose or End or ConnectionStep.Supersede) => Yielded,

        // A client that is away may be superseded too: nothing is delivered to it already.
        (Connecting or Live, ConnectionStep.Supersede) => Superseded,

        // What has a transport keeps it until that is closed.
        (Connecting or Live, Yield) => Yielding,
        (Superseded or Away, Yield) => Yielded,

        (Connecting or Live or Superseded or Away, End) => Left,
        _ => state,
    };

    /// <summary>The client was let in.</summary>
    /// <returns>False when the connection was let go or ended meanwhile.</returns>
    public bool TryBegin() => TryMove(Begin) == Live;

    /// <summary>The client is gone and may come back.</summary>
    /// <returns>Whether it is waited for.</returns>
    public bool TryLose() => TryMove(Lose) == Away;

    /// <summary>A newer attempt of the client was seen.</summary>
    public void Supersede() => TryMove(ConnectionStep.Supersede);

    /// <summary>Another connection goes on with it.</summary>
    /// <returns>Whether this call let go of it, so that the caller does what belongs to that.</returns>
    public bool TryYield() => TryMove(Yield) is Yielding or Yielded;

    /// <summary>It is over.</summary>
    /// <returns>Whether this call ended it, so that the caller does what belongs to that.</returns>
    public bool TryEnd() => TryMove(End) == Left;

    // The state entered; null when nothing changed.
    private ConnectionState? TryMove(ConnectionStep step)
    {
        while (true)
        {
            var state = State;
            var next = Next(state, step);
            if (next == state)
            {
                return null;
            }

            if (Interlocked.CompareExchange(ref _state, next, state) == state)
            {
                return next;
            }
        }
    }
}
