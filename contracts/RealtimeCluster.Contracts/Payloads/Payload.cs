namespace RealtimeCluster.Contracts.Payloads;

/// <summary>
/// An application value as it crosses the cluster: encoded once by whoever made it, copied as bytes from there on.
/// </summary>
/// <remarks>
/// <see cref="Json"/> is one JSON value in UTF-8. Binary parts stand in it as Socket.IO placeholders
/// (<c>{"_placeholder":true,"num":n}</c>, Socket.IO protocol 5, "Packet encoding") that index <see cref="Attachments"/>.
/// Instances are immutable by convention: nobody writes into the arrays after construction, so they are shared freely
/// between threads and never copied.
/// </remarks>
[GenerateSerializer, Immutable, Alias("realtime.payload")]
public sealed class Payload
{
    /// <summary>A payload whose value is JSON <c>null</c>.</summary>
    public static Payload Null { get; } = new("null"u8.ToArray());

    /// <summary>Creates a payload from an encoded JSON value and the binary parts its placeholders refer to.</summary>
    /// <param name="json">One valid JSON value in UTF-8. Not copied: the caller gives the array away.</param>
    /// <param name="attachments">Binary parts in placeholder order; <see langword="null"/> for none. Not copied.</param>
    public Payload(byte[] json, byte[][]? attachments = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        Json = json;
        Attachments = attachments is { Length: > 0 } ? attachments : [];
    }

    /// <summary>The JSON text, UTF-8.</summary>
    [Id(0)]
    public byte[] Json { get; }

    /// <summary>The binary parts, indexed by the placeholders' <c>num</c>; empty for a text payload.</summary>
    [Id(1)]
    public byte[][] Attachments { get; }

    /// <summary>The bytes this payload holds, which every bound on queues and histories counts.</summary>
    public int SizeBytes
    {
        get
        {
            var size = Json.Length;
            foreach (var attachment in Attachments)
            {
                size += attachment.Length;
            }

            return size;
        }
    }

    /// <summary>Whether two payloads are the same bytes, or none both.</summary>
    /// <param name="one">A payload.</param>
    /// <param name="other">Another.</param>
    public static bool AreEqual(Payload? one, Payload? other)
    {
        if (one is null || other is null)
        {
            return one is null && other is null;
        }

        if (!one.Json.AsSpan().SequenceEqual(other.Json) || one.Attachments.Length != other.Attachments.Length)
        {
            return false;
        }

        for (var i = 0; i < one.Attachments.Length; i++)
        {
            if (!one.Attachments[i].AsSpan().SequenceEqual(other.Attachments[i]))
            {
                return false;
            }
        }

        return true;
    }
}
