using System.Buffers;
using Orleans.Serialization.Buffers;

namespace RealtimeCluster.Contracts.Wire;

/// <summary>How messages of one type are written. A reader skips what a later version writes behind the rest.</summary>
/// <typeparam name="T">The messages.</typeparam>
internal interface IWireFormat<T>
{
    static abstract void Write<TBufferWriter>(ref Writer<TBufferWriter> writer, T message)
        where TBufferWriter : IBufferWriter<byte>;

    static abstract T Read<TInput>(ref Reader<TInput> reader);

    /// <summary>What <see cref="Remember"/> was given, of messages that are written several times.</summary>
    static virtual byte[]? Recall(T message) => null;

    static virtual void Remember(T message, ReadOnlySpan<byte> encoded)
    {
    }
}
