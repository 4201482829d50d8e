using System.Buffers;

namespace RealtimeCluster.Contracts.Wire;

/// <summary>Where a thread puts a message together, since its length is told before it.</summary>
internal static class WireScratch
{
    private const int InitialCapacity = 4 * 1024;
    private const int MaxKeptCapacity = 256 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? ThreadBuffer;

    /// <summary>This thread's buffer, empty. It is another's again when something else is written on this thread.</summary>
    public static ArrayBufferWriter<byte> Get()
    {
        var buffer = ThreadBuffer;
        if (buffer is null || buffer.Capacity > MaxKeptCapacity)
        {
            ThreadBuffer = buffer = new ArrayBufferWriter<byte>(InitialCapacity);
        }

        buffer.ResetWrittenCount();
        return buffer;
    }
}
