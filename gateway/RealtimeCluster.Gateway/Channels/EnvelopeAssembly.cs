using System.Diagnostics.CodeAnalysis;
using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Streams;

namespace RealtimeCluster.Gateway.Channels;

/// <summary>Puts the parts of envelopes that were cut together again, before anything acts on them.</summary>
/// <remarks>
/// A stream brings the parts of one envelope in order, with nothing of that log between them. Where one is missing, since its owner died or it was given up, what
/// the others hold beside events is let go of: it is asked for again. Bounded in bytes and time. Thread-safe.
/// </remarks>
/// <param name="age">How long a part waits for the others: <c>RecoveryTimes.Assembly</c>.</param>
/// <param name="time">The clock.</param>
internal sealed class EnvelopeAssembly(TimeSpan age, TimeProvider time)
{
    private const long MaxBytes = 256 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Dictionary<ChannelKey, Unfinished> _unfinished = [];
    private long _bytes;

    /// <summary>Takes what the stream brings.</summary>
    /// <param name="envelope">An envelope, or a part of one.</param>
    /// <param name="whole">What to act on now.</param>
    /// <returns>Whether there is anything to act on.</returns>
    public bool TryTake(Envelope envelope, [NotNullWhen(true)] out Envelope? whole)
    {
        whole = envelope;
        if (envelope.PartCount == 0 && Volatile.Read(ref _bytes) == 0)
        {
            return true;
        }

        lock (_lock)
        {
            return envelope.PartCount == 0 ? Forget(envelope.Channel) : TryPutTogether(envelope, out whole);
        }
    }

    /// <summary>Lets go of parts whose rest never came.</summary>
    public void Trim()
    {
        lock (_lock)
        {
            foreach (var (channel, unfinished) in _unfinished)
            {
                if (time.GetElapsedTime(unfinished.Timestamp) > age)
                {
                    Forget(channel);
                }
            }
        }
    }

    private bool TryPutTogether(Envelope part, [NotNullWhen(true)] out Envelope? whole)
    {
        if (part.PartNumber == 1)
        {
            Forget(part.Channel);
            _unfinished.Add(part.Channel, new Unfinished(time.GetTimestamp()));
        }

        if (!_unfinished.TryGetValue(part.Channel, out var unfinished) || _bytes + part.SizeBytes > MaxBytes || !unfinished.TryAdd(part))
        {
            Forget(part.Channel);
            whole = part.Events.Length == 0 ? null : WithoutRest(part);
            return whole is not null;
        }

        _bytes += part.SizeBytes;
        whole = part.PartNumber < part.PartCount ? null : unfinished.ToWhole();
        if (whole is not null)
        {
            Forget(part.Channel);
        }

        return whole is not null;
    }

    private bool Forget(ChannelKey channel)
    {
        if (_unfinished.Remove(channel, out var unfinished))
        {
            _bytes -= unfinished.SizeBytes;
        }

        return true;
    }

    private static Envelope WithoutRest(Envelope part) => new()
    {
        Channel = part.Channel,
        Epoch = part.Epoch,
        Term = part.Term,
        Events = part.Events,
        LastOffset = part.LastOffset,
    };

    private sealed class Unfinished(long timestamp)
    {
        private readonly List<Envelope> _parts = [];

        public long Timestamp => timestamp;

        public long SizeBytes => _parts.Sum(static part => part.SizeBytes);

        public bool TryAdd(Envelope part)
        {
            if (part.PartNumber != _parts.Count + 1 || (_parts is [var first, ..] && (first.Term != part.Term || first.Epoch != part.Epoch || first.PartCount != part.PartCount)))
            {
                return false;
            }

            _parts.Add(part);
            return true;
        }

        public Envelope ToWhole() => new Envelope
        {
            Channel = _parts[0].Channel,
            Epoch = _parts[0].Epoch,
            Term = _parts[0].Term,
            Events = [.. _parts.SelectMany(static part => part.Events)],
            LastOffset = _parts[^1].LastOffset,
            Resumptions = [.. _parts.SelectMany(static part => part.Resumptions)],
            Replay = [.. _parts.SelectMany(static part => part.Replay)],
            Rewind = [.. _parts.SelectMany(static part => part.Rewind)],
        }.WithTraces(_parts.Exists(static part => part.Traces is not null) ? [.. _parts.SelectMany(static part => part.Traces ?? [])] : null);
    }
}
