using RealtimeCluster.Contracts.Channels;

namespace RealtimeCluster.Gateway.Channels;

/// <summary>A gateway's copy of a log's tail, and how far it has come.</summary>
/// <remarks>
/// Pure; not thread-safe. It takes events in the order of their offsets, each once, and heeds no owner with a lower term than it has
/// heard of: of two owners at one time the older has lost.
/// </remarks>
internal sealed class ChannelReplica(ChannelKey key, ChannelTail tail)
{
    /// <summary>What an envelope is to this gateway.</summary>
    public enum Verdict
    {
        /// <summary>It goes on from what is known.</summary>
        Follows,

        /// <summary>It begins another numbering: what lies between is not known.</summary>
        NewEpoch,

        /// <summary>It comes from an owner that has been succeeded.</summary>
        Stale,
    }

    /// <summary>What an event is to this gateway.</summary>
    public enum Step
    {
        /// <summary>The next one.</summary>
        Next,

        /// <summary>One that was taken before.</summary>
        Repeated,

        /// <summary>One beyond others that have not come.</summary>
        Gap,
    }

    public long Epoch { get; private set; }

    public long Term { get; private set; }

    /// <summary>The term of the last owner whose envelope was taken, or that said where to begin; one that only raised the fence has said nothing yet.</summary>
    public long HeardTerm { get; private set; }

    public long LastOffset { get; private set; }

    /// <summary>The log's name in clients' positions.</summary>
    public byte[] Name { get; } = PositionToken.Name(key);

    /// <summary>Set while an answer to a gap is awaited, so that it is asked for once.</summary>
    public bool IsAskingForGap { get; set; }

    /// <summary>The position after the last event taken.</summary>
    public StreamPosition Position => new(Epoch, LastOffset);

    /// <summary>The owner told this gateway, outside its stream, where it begins.</summary>
    public void StartAt(long epoch, long term, long offset)
    {
        if (Epoch == 0)
        {
            Begin(epoch, offset);
            Term = Math.Max(Term, term);
            HeardTerm = term;
        }
    }

    /// <summary>From now on owners with a lower term are not heeded.</summary>
    public void Fence(long term) => Term = Math.Max(Term, term);

    /// <summary>Takes the head of an envelope.</summary>
    /// <param name="epoch">Its epoch.</param>
    /// <param name="term">Its owner's term.</param>
    /// <param name="firstOffset">The first offset in it.</param>
    /// <param name="replay">
    /// The events before that, which those who are resumed here missed. They are about to see them, so this copy of the log begins no
    /// later: whatever a client saw its gateway can tell a successor of the owner.
    /// </param>
    public Verdict Accept(long epoch, long term, long firstOffset, ChannelEvent[] replay)
    {
        if (term < Term || (term == Term && epoch < Epoch))
        {
            return Verdict.Stale;
        }

        (Term, HeardTerm) = (term, term);
        if (epoch == Epoch)
        {
            Prepend(replay);
            return Verdict.Follows;
        }

        var verdict = Epoch == 0 ? Verdict.Follows : Verdict.NewEpoch;
        Begin(epoch, replay.Length == 0 ? firstOffset - 1 : replay[0].Offset - 1);
        foreach (var channelEvent in replay)
        {
            Take(channelEvent);
        }

        return verdict;
    }

    /// <summary>Takes an event of an accepted envelope.</summary>
    public Step Take(ChannelEvent channelEvent)
    {
        if (channelEvent.Offset <= LastOffset)
        {
            return Step.Repeated;
        }

        if (channelEvent.Offset > LastOffset + 1)
        {
            return Step.Gap;
        }

        LastOffset = channelEvent.Offset;
        IsAskingForGap = false;
        tail.Append(channelEvent);
        return Step.Next;
    }

    /// <summary>Goes on behind a gap that nobody can fill.</summary>
    public void Skip(long firstOffset)
    {
        Begin(Epoch, firstOffset - 1);
        IsAskingForGap = false;
    }

    /// <summary>The first offset of what is kept of the log; the last event is at <see cref="Position"/>.</summary>
    public long TailStart => tail.StartOffset(LastOffset);

    /// <summary>What is kept of the log, after what is too old is let go of.</summary>
    public ChannelEvent[] GetTail() => tail.ToArray();

    /// <inheritdoc cref="ChannelTail.Slice"/>
    public ChannelEvent[] ReadTail(long from, long to) => tail.Slice(from, to);

    /// <summary>Lets go of what is too old.</summary>
    public void Trim() => tail.Trim();

    private void Prepend(ChannelEvent[] replay)
    {
        if (replay.Length == 0)
        {
            return;
        }

        var known = tail.ToArray();
        var first = known.Length == 0 ? LastOffset + 1 : known[0].Offset;
        if (replay[0].Offset >= first || replay[^1].Offset + 1 < first)
        {
            return;
        }

        tail.Clear();
        tail.StartAfter(replay[0].Offset - 1);
        foreach (var channelEvent in replay.TakeWhile(channelEvent => channelEvent.Offset < first).Concat(known))
        {
            tail.Append(channelEvent);
        }
    }

    private void Begin(long epoch, long lastOffset)
    {
        tail.Clear();
        tail.StartAfter(lastOffset);
        Epoch = epoch;
        LastOffset = lastOffset;
    }
}
