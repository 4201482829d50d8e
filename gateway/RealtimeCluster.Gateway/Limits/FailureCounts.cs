using RealtimeCluster.SocketIO.Addresses;

namespace RealtimeCluster.Gateway.Limits;

/// <summary>Counts of the window in force, by the part of an address they are for.</summary>
/// <remarks>
/// The parts share a fixed number of counts, by a hash that differs from process to process, so that memory does not grow with them; a
/// count of a former window is zero. Thread-safe.
/// </remarks>
/// <param name="size">How many counts there are.</param>
internal sealed class FailureCounts(int size)
{
    // The number of the window above, the count below: both change at once.
    private readonly long[] _counts = new long[size];

    /// <summary>The count of this window.</summary>
    public int Read(AddressPrefix prefix, uint window) => CountOf(Volatile.Read(ref SlotOf(prefix)), window);

    /// <summary>Adds to the count.</summary>
    /// <returns>The count then.</returns>
    public int Add(AddressPrefix prefix, uint window, int failures)
    {
        ref var slot = ref SlotOf(prefix);
        while (true)
        {
            var seen = Volatile.Read(ref slot);
            var count = (int)Math.Min(CountOf(seen, window) + (long)failures, int.MaxValue);
            if (Interlocked.CompareExchange(ref slot, ((long)window << 32) | (uint)count, seen) == seen)
            {
                return count;
            }
        }
    }

    private static int CountOf(long slot, uint window) => (uint)(slot >> 32) == window ? (int)slot : 0;

    private ref long SlotOf(AddressPrefix prefix) => ref _counts[(uint)HashCode.Combine(prefix) % (uint)_counts.Length];
}
