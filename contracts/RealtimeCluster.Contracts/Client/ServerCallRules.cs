using RealtimeCluster.Contracts.Channels;
using RealtimeCluster.Contracts.Payloads;
using RealtimeCluster.Contracts.Revocations;

namespace RealtimeCluster.Contracts.Client;

/// <summary>What every <see cref="IRealtimeClient"/> refuses by itself, before it asks the cluster.</summary>
public static class ServerCallRules
{
    private const int MaxKeyLength = 128;

    /// <summary>Checks the name of an event.</summary>
    /// <param name="eventName">The name.</param>
    /// <exception cref="ArgumentException">It is missing, or reserved by Socket.IO.</exception>
    public static void CheckEventName(string eventName)
    {
        ArgumentNullException.ThrowIfNull(eventName);
        if (EventName.IsReserved(eventName))
        {
            throw new ArgumentException($"'{eventName}' is reserved by Socket.IO.", nameof(eventName));
        }
    }

    /// <summary>Checks a message.</summary>
    /// <param name="payload">The message.</param>
    /// <exception cref="ArgumentException">It has binary parts and an object that clients would take for one which is not there: every receiver would be disconnected.</exception>
    public static void CheckMessage(Payload payload)
    {
        if (!Placeholders.AreInRange(payload))
        {
            throw new ArgumentException("The message has binary parts, and an object with a property '_placeholder' that is true and refers to none of them.", nameof(payload));
        }
    }

    /// <summary>Checks an idempotency key.</summary>
    /// <param name="idempotencyKey">The key; <see langword="null"/> for none.</param>
    /// <exception cref="ArgumentException">It has not 1 to 128 characters.</exception>
    public static void CheckKey(string? idempotencyKey)
    {
        if (idempotencyKey?.Length is 0 or > MaxKeyLength)
        {
            throw new ArgumentException($"A key has 1 to {MaxKeyLength} characters.", nameof(idempotencyKey));
        }
    }

    /// <summary>Checks what clients are told of their end.</summary>
    /// <param name="reason">The reason; <see langword="null"/> for none.</param>
    /// <exception cref="ArgumentException">It has not 1 to <see cref="IRealtimeClient.MaxReasonLength"/> characters.</exception>
    public static void CheckReason(string? reason)
    {
        if (reason?.Length is 0 or > IRealtimeClient.MaxReasonLength)
        {
            throw new ArgumentException($"A reason has 1 to {IRealtimeClient.MaxReasonLength} characters.", nameof(reason));
        }
    }

    /// <summary>How long a revocation is remembered.</summary>
    /// <param name="duration">How long, as the caller wants it; <see langword="null"/> for the default.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not within <see cref="RevocationDuration"/>.</exception>
    public static TimeSpan GetDuration(TimeSpan? duration)
    {
        var remembered = duration ?? RevocationDuration.Default;
        ArgumentOutOfRangeException.ThrowIfLessThan(remembered, RevocationDuration.Min, nameof(duration));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(remembered, RevocationDuration.Max, nameof(duration));
        return remembered;
    }
}
