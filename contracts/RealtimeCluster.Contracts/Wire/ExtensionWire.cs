using Orleans.Serialization.Buffers;

namespace RealtimeCluster.Contracts.Wire;

/// <summary>
/// How messages between nodes grow: what a later version adds comes last, after its length, and a flag says that it is there. Nodes of
/// this version write none and skip it, so both work beside each other.
/// </summary>
internal static class ExtensionWire
{
    public static void SkipExtension<TInput>(this ref Reader<TInput> reader) => reader.Skip(reader.ReadCount());
}
